//! Give the tasks an owner and the wait a deadline; whoever has not answered by then is named.
//!
//! The context, timeout, WaitGroup and channel of the source document, less two goroutines a
//! future does not need. Its *inner goroutine* exists so that a `select` can walk away from a
//! fetch that does not listen: a future is walked away from by dropping it. Its *closing
//! goroutine* exists so that someone waits for all and then closes the channel: here the channel
//! ends with its last sender.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::call;
use crate::{Answer, Service, UserId, answer::Outcomes};

/// Asks every service at once and returns when all have answered, or at the deadline with what is
/// there.
///
/// - **Order**: sections by name, errors in the order of `services`, whoever was first.
/// - **A failure or a panic** becomes an error in the answer; the others are waited for.
/// - **A service that hangs** is stopped at the deadline and reported as timed out.
/// - **Cancellation**: dropping the future stops every call at the runtime's next turn.
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, deadline: Duration) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    let mut tasks = JoinSet::new();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tasks.spawn(async move {
            // An error means that the deadline has passed: nobody misses the result.
            let _ = tx.send(call.await).await;
        });
    }
    // The tasks hold the other senders; with this one alive the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::new();
    // One deadline over the whole loop. Elapsed or not, the answer is what has come in.
    let _ = timeout(deadline, async {
        while let Ok((name, outcome)) = rx.recv().await {
            outcomes.insert(name, outcome);
        }
    })
    .await;
    // `abort` only asks; to return with nothing running, wait until it has happened.
    tasks.shutdown().await;
    Answer::partial(services, outcomes)
}

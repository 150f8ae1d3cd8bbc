//! Give the tasks an owner and the wait a deadline; whoever has not answered by then is named.
//!
//! In Go: `context.WithTimeout`, a `WaitGroup` and a channel, and two more kinds of goroutine that a
//! future does not need. An *inner goroutine* for each fetch lets a `select` walk away from one that
//! does not listen to its context: a future is walked away from by dropping it. A *closing
//! goroutine* waits for all and then closes the channel: here the channel ends with its last sender.
//!
//! A task stops at an `.await`. A call that blocks its thread is stopped by nothing, and the fetch
//! returns when that call does, deadline or not.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Asks every service at once and returns when all have answered, or at the deadline with what is
/// there.
///
/// - **Order**: sections by name, errors in the order of `services`, whoever was first.
/// - **A failure or a panic** becomes an error in the answer; the others are waited for.
/// - **A service that hangs** is stopped at the deadline and reported as timed out.
/// - **Cancellation**: dropping the future stops every call at the runtime's next turn.
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, deadline: Duration) -> Answer {
    // Room for every result: no task ever waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    let mut tasks = JoinSet::new();
    for call in calls(services, user) {
        let tx = tx.clone();
        tasks.spawn(async move {
            // An error means that the caller has left: the result is not missed.
            let _ = tx.try_send(call.await);
        });
    }
    // The tasks hold the other senders; with this one alive the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    // One deadline over the whole loop. Elapsed or not, the answer is what has come in.
    let _ = timeout(deadline, async {
        while let Ok((index, outcome)) = rx.recv().await {
            outcomes.insert(index, outcome);
        }
    })
    .await;
    // `abort` only asks; to return with nothing running, wait until it has happened.
    tasks.shutdown().await;
    // Whoever has no outcome is reported as timed out.
    Answer::partial(services, outcomes)
}

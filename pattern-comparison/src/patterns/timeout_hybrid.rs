//! Give the tasks an owner, and the wait a deadline. A late service is named in the answer.
//!
//! In Go: `context.WithTimeout`, a `WaitGroup`, a channel, and two more kinds of goroutine that
//! Rust does not need. An *inner goroutine* lets `select` abandon a fetch that ignores its context:
//! here you drop the future. A *closing goroutine* waits for all and closes the channel: here the
//! channel ends with its last sender.
//!
//! A task ends at an `.await`. Nothing can cancel a call that blocks its thread: `fetch` returns
//! when that call does, deadline or not.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Calls every service and returns when all answered, or at the deadline with what has arrived.
///
/// - **Order**: sections by name, errors in the order of `services`.
/// - **A failure or a panic** becomes an error in the answer; the other calls finish.
/// - **A service that hangs** is cancelled at the deadline and reported as timed out.
/// - **Cancellation**: dropping the future cancels every call at the runtime's next turn.
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, deadline: Duration) -> Answer {
    // Room for every result, so no task waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    let mut tasks = JoinSet::new();
    for call in calls(services, user) {
        let tx = tx.clone();
        tasks.spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.try_send(call.await);
        });
    }
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    // One deadline for the whole loop. Elapsed or not, keep what has arrived.
    let _ = timeout(deadline, async {
        while let Ok((index, outcome)) = rx.recv().await {
            outcomes.insert(index, outcome);
        }
    })
    .await;
    // `abort` only asks. `shutdown` also waits, so nothing is running on return.
    tasks.shutdown().await;
    // A service without an outcome is reported as timed out.
    Answer::partial(services, outcomes)
}

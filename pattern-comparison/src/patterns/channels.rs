//! Spawn one task for each service. Each sends its result. Receive until the channel ends.
//!
//! In Go: a buffered channel, read once for each goroutine. Here you count nothing: the channel
//! ends when the last task drops its sender, so you cannot miss a result. The behaviour is that of
//! join-all: it waits for the slowest call, and its tasks have no owner.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Calls every service and returns when all have answered.
///
/// - **Order**: sections by name, errors in the order of `services`.
/// - **A failure or a panic** becomes an error in the answer; the other calls finish.
/// - **A service that hangs**: `fetch` never returns. It ignores `_deadline`: that is the lesson.
/// - **Cancellation**: dropping the future cancels *nothing*; every call runs to its end.
#[expect(
    clippy::disallowed_methods,
    reason = "this pattern's fault: its tasks have no owner"
)]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    // Room for every result, so no task waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    let mut tasks = Vec::new();
    for call in calls(services, user) {
        let tx = tx.clone();
        tasks.push(tokio::spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.try_send(call.await);
        }));
    }
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    while let Ok((index, outcome)) = rx.recv().await {
        outcomes.insert(index, outcome);
    }
    // A task drops its sender just before it ends. Wait for its end too, although no test sees it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

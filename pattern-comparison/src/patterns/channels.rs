//! Spawn a task a service, let each send its result, receive until every sender is gone.
//!
//! In Go: a buffered channel, read once for each goroutine. Nothing is shared and nothing is locked,
//! and here nothing is counted: the channel ends when the last task drops its sender, so no result
//! can be forgotten. It behaves as join-all does: it waits for the slowest, and nobody owns its tasks.
//!
//! Each task sends once, so a channel with a place for each service is never full.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Asks every service at once and returns when all have answered.
///
/// - **Order**: sections by name, errors in the order of `services`, whoever was first.
/// - **A failure or a panic** becomes an error in the answer; the others are waited for.
/// - **A service that hangs**: never returns. `_deadline` is ignored, and that is the lesson.
/// - **Cancellation**: dropping the future stops *nothing*; every call runs to its own end.
#[expect(
    clippy::disallowed_methods,
    reason = "tasks without an owner are this pattern's flaw"
)]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    // Room for every result: no task ever waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    let mut tasks = Vec::new();
    for call in calls(services, user) {
        let tx = tx.clone();
        tasks.push(tokio::spawn(async move {
            // An error means that the caller has left: the result is not missed.
            let _ = tx.try_send(call.await);
        }));
    }
    // The tasks hold the other senders; with this one alive the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    while let Ok((index, outcome)) = rx.recv().await {
        outcomes.insert(index, outcome);
    }
    // A task drops its sender in its last instant: wait that instant out, though no test can see it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

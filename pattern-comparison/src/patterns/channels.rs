//! Spawn a task a service, let each send its result, receive until every sender is gone.
//!
//! In Go: a buffered channel, read once for each goroutine. Nothing is shared and nothing is locked,
//! and here nothing is counted: the channel ends when the last task drops its sender, so no result
//! can be forgotten. It behaves as join-all does: it waits for the slowest, and nobody owns its tasks.
//!
//! Each task sends once, so an unbounded channel holds at most a result a service.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;

use super::call;
use crate::{Answer, Service, UserId, answer::Outcomes};

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
    let (tx, rx) = async_channel::unbounded();
    let mut tasks = Vec::new();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tasks.push(tokio::spawn(async move {
            // An error means that the caller has left: nobody misses the result.
            let _ = tx.send(call.await).await;
        }));
    }
    // The tasks hold the other senders; with this one alive the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::new();
    while let Ok((name, outcome)) = rx.recv().await {
        outcomes.insert(name, outcome);
    }
    // A task drops its sender in its last instant: wait that instant out, though no test can see it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

//! "The loop ends when the tasks end." It ends when every *sender* is dropped, and this function
//! keeps the one that it cloned for the tasks.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};

#[expect(clippy::disallowed_methods, reason = "as in its pattern")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
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
    let mut outcomes = Outcomes::none(services);
    while let Ok((index, outcome)) = rx.recv().await {
        outcomes.insert(index, outcome);
    }
    // A task drops its sender just before it ends. Wait for its end too, although no test sees it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

//! "There are three services, so I read three results." Then one is added, or the count is off by
//! one, and a result stays in the channel.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

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
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    for _ in 1..services.len() {
        if let Ok((index, outcome)) = rx.recv().await {
            outcomes.insert(index, outcome);
        }
    }
    Answer::partial(services, outcomes)
}

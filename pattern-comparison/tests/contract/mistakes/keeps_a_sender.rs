//! "The loop ends when the tasks are through." It ends when every *sender* is gone, and the one that
//! was cloned for the tasks is still here.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
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
    let mut outcomes = Outcomes::none(services);
    while let Ok((index, outcome)) = rx.recv().await {
        outcomes.insert(index, outcome);
    }
    // A task drops its sender in its last instant: wait that instant out, though no test can see it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

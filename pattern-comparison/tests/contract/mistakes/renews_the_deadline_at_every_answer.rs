//! "Each receive has a timeout of a second." So a service that answers after 0.9 s buys the next one
//! another second.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `has_one_deadline_over_all_calls`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};
use tokio::{task::JoinSet, time::timeout};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
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
    while let Ok(Ok((index, outcome))) = timeout(deadline, rx.recv()).await {
        outcomes.insert(index, outcome);
    }
    // `abort` only asks; to return with nothing running, wait until it has happened.
    tasks.shutdown().await;
    // Whoever has no outcome is reported as timed out.
    Answer::partial(services, outcomes)
}

//! "Each receive has a timeout of a second." So an answer after 0.9 s gives the next service another
//! second.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `has_one_deadline_for_all_calls`.

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
    while let Ok(Ok((index, outcome))) = timeout(deadline, rx.recv()).await {
        outcomes.insert(index, outcome);
    }
    // `abort` only asks. `shutdown` also waits, so nothing is running on return.
    tasks.shutdown().await;
    // A service without an outcome is reported as timed out.
    Answer::partial(services, outcomes)
}

//! "Each receive has a timeout of a second." So an answer after 0.9 s gives the next service another
//! second.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `has_one_deadline_for_all_calls`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};
use tokio::{task::JoinSet, time::timeout};

use super::{Gather, Outcomes, call};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    let mut tasks = JoinSet::new();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tasks.spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.send(call.await).await;
        });
    }
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::new();
    while let Ok(Ok((name, outcome))) = timeout(deadline, rx.recv()).await {
        outcomes.insert(name, outcome);
    }
    // `abort` only asks. `shutdown` also waits, so nothing is running on return.
    tasks.shutdown().await;
    // A service without an outcome is reported as timed out.
    Answer::partial(services, outcomes)
}

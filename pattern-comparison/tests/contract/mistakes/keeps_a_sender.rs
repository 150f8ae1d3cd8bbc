//! "The loop ends when the tasks end." It ends when every *sender* is dropped, and this function
//! keeps the one that it cloned for the tasks.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use pattern_comparison::{Answer, Service, UserId};

use super::{Gather, Outcomes, call};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    let mut tasks = Vec::new();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tasks.push(tokio::spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.send(call.await).await;
        }));
    }
    let mut outcomes = Outcomes::new();
    while let Ok((name, outcome)) = rx.recv().await {
        outcomes.insert(name, outcome);
    }
    // A task drops its sender just before it ends. Wait for its end too, although no test sees it.
    join_all(tasks).await;
    Answer::partial(services, outcomes)
}

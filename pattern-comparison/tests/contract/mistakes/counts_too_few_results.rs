//! "There are three services, so I read three results." Then one is added, or the count is off by
//! one, and a result stays in the channel.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

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
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::new();
    for _ in 1..services.len() {
        outcomes.extend(rx.recv().await);
    }
    Answer::partial(services, outcomes)
}

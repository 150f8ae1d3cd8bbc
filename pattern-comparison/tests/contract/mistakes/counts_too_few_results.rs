//! "There are three services, so I read three results." Then one is added, or the count is off by
//! one, and a result stays in the channel.
//!
//! Right: `patterns::channels`. Caught by `returns_every_section`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};

use super::{Outcomes, call, partial};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tokio::spawn(async move {
            let _ = tx.send(call.await).await;
        });
    }
    let mut outcomes = Outcomes::new();
    for _ in 1..services.len() {
        outcomes.extend(rx.recv().await);
    }
    partial(services, outcomes)
}

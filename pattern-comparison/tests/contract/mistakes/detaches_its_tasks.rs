//! "The deadline stops the work." It stops the *waiting*: the tasks were spawned without an owner.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `stops_when_dropped`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};
use tokio::time::timeout;

use super::{Outcomes, call, partial};

#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    for service in services {
        let call = call(service, user);
        let tx = tx.clone();
        tokio::spawn(async move {
            let _ = tx.send(call.await).await;
        });
    }
    drop(tx);
    let mut outcomes = Outcomes::new();
    let _ = timeout(deadline, async {
        while let Ok((name, outcome)) = rx.recv().await {
            outcomes.insert(name, outcome);
        }
    })
    .await;
    partial(services, outcomes)
}

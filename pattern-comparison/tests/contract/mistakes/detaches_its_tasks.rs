//! "The deadline stops the work." It stops the *waiting*: the tasks were spawned without an owner.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};
use tokio::time::timeout;

use super::{answer, ask};

#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    for service in services {
        let (ask, tx) = (ask(service, user), tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(ask.await).await;
        });
    }
    drop(tx);
    let mut said = Vec::new();
    let _ = timeout(deadline, async {
        while let Ok(one) = rx.recv().await {
            said.push(one);
        }
    })
    .await;
    answer(services, said)
}

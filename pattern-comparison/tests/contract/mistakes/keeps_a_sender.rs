//! "The loop ends when the tasks are through." It ends when every *sender* is gone, and the one that
//! was cloned for the tasks is still here.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};

use super::{answer, ask};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let (tx, rx) = async_channel::unbounded();
    for service in services {
        let (ask, tx) = (ask(service, user), tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(ask.await).await;
        });
    }
    let mut said = Vec::new();
    while let Ok(one) = rx.recv().await {
        said.push(one);
    }
    answer(services, said)
}

//! "I return the error if there is one." After everybody has answered: it is join-all under the name
//! of fail-fast.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};
use tokio::{task::JoinSet, time::timeout};

use super::{answer, ask};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let mut tasks = JoinSet::new();
    for service in services {
        tasks.spawn(ask(service, user));
    }
    let mut said = Vec::new();
    let _ = timeout(deadline, async {
        while let Some(Ok(one)) = tasks.join_next().await {
            said.push(one);
        }
    })
    .await;
    tasks.shutdown().await;
    if let Some(failed) = said.iter().position(|(_, outcome)| outcome.is_err()) {
        said = vec![said.swap_remove(failed)];
    }
    answer(services, said)
}

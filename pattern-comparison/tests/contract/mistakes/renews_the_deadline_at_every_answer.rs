//! "Each receive has a timeout of a second." So a service that answers after 0.9 s buys the next one
//! another second.

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
    while let Ok(Some(Ok(one))) = timeout(deadline, tasks.join_next()).await {
        said.push(one);
    }
    tasks.shutdown().await;
    answer(services, said)
}

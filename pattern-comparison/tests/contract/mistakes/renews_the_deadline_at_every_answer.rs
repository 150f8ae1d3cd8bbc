//! "Each receive has a timeout of a second." So a service that answers after 0.9 s buys the next one
//! another second.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `has_one_deadline_over_all_calls`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Service, UserId};
use tokio::{task::JoinSet, time::timeout};

use super::{Outcomes, call, partial};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let mut tasks = JoinSet::new();
    for service in services {
        tasks.spawn(call(service, user));
    }
    let mut outcomes = Outcomes::new();
    while let Ok(Some(Ok((name, outcome)))) = timeout(deadline, tasks.join_next()).await {
        outcomes.insert(name, outcome);
    }
    tasks.shutdown().await;
    partial(services, outcomes)
}

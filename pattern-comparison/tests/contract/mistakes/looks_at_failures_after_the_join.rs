//! "I return the error if there is one." After everybody has answered: it is join-all under the name
//! of fail-fast.
//!
//! Right: `patterns::fail_fast`. Caught by `stops_siblings_at_the_first_failure`.

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
    let _ = timeout(deadline, async {
        while let Some(Ok((name, outcome))) = tasks.join_next().await {
            outcomes.insert(name, outcome);
        }
    })
    .await;
    tasks.shutdown().await;
    if outcomes.values().any(Result::is_err) {
        outcomes.retain(|_, outcome| outcome.is_err());
    }
    partial(services, outcomes)
}

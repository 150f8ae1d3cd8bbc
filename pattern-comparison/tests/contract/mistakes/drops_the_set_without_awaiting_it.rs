//! "Dropping the set aborts the tasks." It asks them to stop; when the function returns they have
//! not yet.

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
            if one.1.is_err() {
                said = vec![one];
                break;
            }
            said.push(one);
        }
    })
    .await;
    answer(services, said)
}

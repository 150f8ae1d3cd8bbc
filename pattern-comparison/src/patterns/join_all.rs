//! Spawn one task for each service. Each writes into the shared outcomes. Join them all.
//!
//! In Go: a `WaitGroup` and a map behind a `Mutex`. It is simple, but it has two faults: it has no
//! deadline, and its tasks have no owner. Dropping a `JoinHandle` detaches the task.

use std::{
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::join_all;

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Calls every service and returns when all have answered.
///
/// - **Order**: sections by name, errors in the order of `services`.
/// - **A failure or a panic** becomes an error in the answer; the other calls finish.
/// - **A service that hangs**: `fetch` never returns. It ignores `_deadline`: that is the lesson.
/// - **Cancellation**: dropping the future cancels *nothing*; every call runs to its end.
#[expect(
    clippy::disallowed_methods,
    reason = "this pattern's fault: its tasks have no owner"
)]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    let outcomes = Arc::new(Mutex::new(Outcomes::none(services)));
    let mut tasks = Vec::new();
    for call in calls(services, user) {
        let outcomes = Arc::clone(&outcomes);
        tasks.push(tokio::spawn(async move {
            let (index, outcome) = call.await;
            let mut outcomes = outcomes.lock().expect("no panic under the lock");
            outcomes.insert(index, outcome);
        }));
    }
    join_all(tasks).await;
    let mut outcomes = outcomes.lock().expect("no panic under the lock");
    Answer::partial(services, mem::take(&mut *outcomes))
}

//! Spawn a task a service, let each write into a shared map, join them all.
//!
//! In Go: a `WaitGroup`, and a map behind a `Mutex`. Simple, and each service gets its time; but
//! nothing bounds the wait, and nobody owns the tasks: dropping a `JoinHandle` detaches its task.

use std::{
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::join_all;

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Asks every service at once and returns when all have answered.
///
/// - **Order**: sections by name, errors in the order of `services`, whoever was first.
/// - **A failure or a panic** becomes an error in the answer; the others are waited for.
/// - **A service that hangs**: never returns. `_deadline` is ignored, and that is the lesson.
/// - **Cancellation**: dropping the future stops *nothing*; every call runs to its own end.
#[expect(
    clippy::disallowed_methods,
    reason = "tasks without an owner are this pattern's flaw"
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

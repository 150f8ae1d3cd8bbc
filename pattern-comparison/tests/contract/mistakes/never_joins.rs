//! "I spawned them, so they run." They do, but the function does not wait: the forgotten `wg.Wait()`.
//!
//! Right: `patterns::join_all`. Caught by `returns_every_section`.

use std::{
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};

#[expect(clippy::disallowed_methods, reason = "as in its pattern")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
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
    let mut outcomes = outcomes.lock().expect("no panic under the lock");
    Answer::partial(services, mem::take(&mut *outcomes))
}

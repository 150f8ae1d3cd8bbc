//! "I spawned them, so they run." They do, but the function does not wait: the forgotten `wg.Wait()`.
//!
//! Right: `patterns::join_all`. Caught by `returns_every_section`.

use std::{
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use pattern_comparison::{Answer, Service, UserId};

use super::{Gather, Outcomes, call};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let outcomes = Arc::new(Mutex::new(Outcomes::new()));
    let mut tasks = Vec::new();
    for service in services {
        let call = call(service, user);
        let outcomes = Arc::clone(&outcomes);
        tasks.push(tokio::spawn(async move {
            let (name, outcome) = call.await;
            outcomes
                .lock()
                .expect("no panic under the lock")
                .insert(name, outcome);
        }));
    }
    let outcomes = mem::take(&mut *outcomes.lock().expect("no panic under the lock"));
    Answer::partial(services, outcomes)
}

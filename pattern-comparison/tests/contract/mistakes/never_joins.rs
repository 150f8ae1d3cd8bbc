//! "I spawned them, so they run." They do, and nobody waits for them: the `wg.Wait()` that was
//! forgotten.

use std::{
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use pattern_comparison::{Answer, Service, UserId};

use super::{answer, ask};

#[expect(clippy::disallowed_methods, reason = "as in the pattern it gets wrong")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let said = Arc::new(Mutex::new(Vec::new()));
    for service in services {
        let (ask, said) = (ask(service, user), Arc::clone(&said));
        tokio::spawn(async move {
            let one = ask.await;
            said.lock().unwrap().push(one);
        });
    }
    let said = mem::take(&mut *said.lock().unwrap());
    answer(services, said)
}

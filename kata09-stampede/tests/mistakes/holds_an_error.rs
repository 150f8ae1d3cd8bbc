//! "The service is down: spare it." Every caller gets the old error for a minute, though the service is
//! well again after a second.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{GetError, Values, log_load};

    crate::reference::reference!(get join abandon);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            waited(self.join(key)).await
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = shared.load(key).await;
        if !matches!(answer, Err(GetError::Load(_))) {
            shared.land(key, &answer);
        }
        // The fault, otherwise: the flight stays, and with it the error.
        log_load(key, flight.waiters(), start, Some(&answer));
        flight
            .0
            .send_modify(|state| state.answer = Some(answer.clone()));
        if answer.is_err() {
            tokio::time::sleep(shared.settings.time_to_live).await;
            shared.land(key, &answer);
        }
        answer
    }
}

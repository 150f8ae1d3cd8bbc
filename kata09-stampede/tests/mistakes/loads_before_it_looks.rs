//! "Begin the load, and drop it if the value is there." It has reached the service by then: a future that
//! is spawned does not wait to be awaited.
//!
//! Hint: 1

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    crate::reference::reference!(get join values abandon);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            let waiter = self.join(key.clone());
            // A turn, in which the task sends its request.
            tokio::task::yield_now().await;
            // The fault: the look-up comes second.
            match self.0.fresh(&key) {
                Some(value) => Ok(value),
                None => waited(waiter).await,
            }
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = crate::shell::caught(async { shared.loader.load(key).await }).await;
        shared.land(key, &answer);
        kata09_stampede::log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

//! "One event an answer." Two hundred for one load: the log is the stampede.
//!
//! Hint: 7

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::log_load;

    crate::reference::reference!(get join values abandon);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let start = Instant::now();
            let answer = waited(self.join(key.clone())).await;
            // The fault: the caller logs, not the load.
            log_load(&key, 1, start, Some(&answer));
            answer
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        _flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let answer = shared.load(key).await;
        shared.land(key, &answer);
        answer
    }
}

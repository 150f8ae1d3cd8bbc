//! "`OnceCell::get_or_init` runs one of the callers' futures." That caller may be kept and not polled
//! again, in a `select!` or a stream: everybody waits for it.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{Values, log_load};
    use tokio::sync::OnceCell;

    type Flight<V> = Arc<OnceCell<Answer<V>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let flight = self
                .0
                .table()
                .flights
                .entry(key.clone())
                .or_default()
                .clone();
            let load = async || {
                let start = Instant::now();
                let answer = self.0.load(&key).await;
                let waiters = Arc::strong_count(&flight) - 1;
                self.0.land(&key, &answer);
                log_load(&key, waiters, start, Some(&answer));
                answer
            };
            // The fault: the load is polled with the caller that began it, and only with that one.
            flight.get_or_init(load).await.clone()
        }
    }
}

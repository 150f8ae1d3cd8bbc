//! "The map holds the flight until it lands." It then owns the load as well: when every caller has left,
//! the load stands still in the map, and the next call gets its stale half.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use futures::{
        FutureExt,
        future::{BoxFuture, Shared as SharedFuture},
    };
    use kata09_stampede::{Values, log_load};

    type Flight<V> = SharedFuture<BoxFuture<'static, Answer<V>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            self.join(key).await
        }

        fn join(&self, key: K) -> Flight<L::Value> {
            let mut table = self.0.table();
            if let Some(flight) = table.flights.get(&key) {
                return flight.clone();
            }
            let (shared, loaded) = (Arc::clone(&self.0), key.clone());
            let start = Instant::now();
            let load = async move {
                let answer = shared.load(&loaded).await;
                let flight = shared.table().flights.get(&loaded).cloned();
                let waiters = flight.and_then(|flight| flight.strong_count()).unwrap_or(2) - 2;
                shared.land(&loaded, &answer);
                log_load(&loaded, waiters, start, Some(&answer));
                answer
            };
            let flight = load.boxed().shared();
            // The fault: a strong clone, which nobody takes out when the callers leave.
            table.flights.insert(key, flight.clone());
            flight
        }
    }
}

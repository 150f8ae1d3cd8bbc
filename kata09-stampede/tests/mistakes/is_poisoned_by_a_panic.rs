//! "`Shared` clones the output for everybody." It cannot clone a panic: the loader's panic reaches one
//! caller, poisons the flight in the map, and every later caller panics, too.
//!
//! Hint: 4

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use futures::{
        FutureExt,
        future::{BoxFuture, Shared as SharedFuture},
    };
    use kata09_stampede::{GetError, Values, log_load};

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
                // The fault: nothing catches the panic.
                let answer = shared.loader.load(&loaded).await;
                let answer = answer.map_err(|source| GetError::Load(Arc::new(source)));
                let flight = shared.table().flights.get(&loaded).cloned();
                let waiters = flight.and_then(|flight| flight.strong_count()).unwrap_or(2) - 2;
                shared.land(&loaded, &answer);
                log_load(&loaded, waiters, start, Some(&answer));
                answer
            };
            let flight = load.boxed().shared();
            table.flights.insert(key, flight.clone());
            flight
        }
    }
}

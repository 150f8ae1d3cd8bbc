//! `futures`' `Shared`: the waiters own the load's future together, and the map only weakly.
//!
//! The least code, and no task. The walkthrough says what it costs.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use futures::{
        FutureExt,
        future::{BoxFuture, Shared as SharedFuture, WeakShared},
    };
    use kata09_stampede::{Values, log_load};

    type LoadFuture<V> = BoxFuture<'static, Answer<V>>;

    struct Flight<V> {
        number: usize,
        load: WeakShared<LoadFuture<V>>,
        waiters: usize,
    }

    crate::shell::shell!(get);

    /// Owned by the load's future: dropped with it, it takes the flight out of the table.
    struct Landing<K: Key, L: Loader<K>> {
        shared: Arc<Shared<K, L>>,
        key: K,
        number: usize,
    }

    impl<K: Key, L: Loader<K>> Landing<K, L> {
        fn leave_the_table(&self) -> usize {
            let mut table = self.shared.table();
            match table.flights.get(&self.key) {
                Some(flight) if flight.number == self.number => table
                    .flights
                    .remove(&self.key)
                    .map_or(0, |flight| flight.waiters),
                _ => 0,
            }
        }
    }

    impl<K: Key, L: Loader<K>> Drop for Landing<K, L> {
        fn drop(&mut self) {
            self.leave_the_table();
        }
    }

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            match self.look_up(key) {
                Ok(value) => Ok(value),
                Err(load) => load.await,
            }
        }

        fn look_up(&self, key: K) -> Result<L::Value, SharedFuture<LoadFuture<L::Value>>> {
            let mut table = self.0.table();
            if let Held::Fresh(value) = table.values.get(&key) {
                return Ok(value);
            }
            if let Some(flight) = table.flights.get_mut(&key)
                && let Some(load) = flight.load.upgrade()
            {
                flight.waiters = flight.waiters.max(load.strong_count().unwrap_or(0));
                return Err(load);
            }
            let number = NEXT.fetch_add(1, Relaxed);
            let landing = Landing {
                shared: Arc::clone(&self.0),
                key: key.clone(),
                number,
            };
            let load = run(landing).boxed().shared();
            let weak = load.downgrade().expect("it has not been polled");
            table.flights.insert(
                key,
                Flight {
                    number,
                    load: weak,
                    waiters: 1,
                },
            );
            Err(load)
        }
    }

    /// Tells a flight from the next one of its key.
    static NEXT: AtomicUsize = AtomicUsize::new(0);

    async fn run<K: Key, L: Loader<K>>(landing: Landing<K, L>) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = landing.shared.load(&landing.key).await;
        let waiters = landing.leave_the_table();
        if let Ok(value) = &answer {
            let mut table = landing.shared.table();
            table.values.insert(landing.key.clone(), value.clone());
        }
        log_load(&landing.key, waiters, start, Some(&answer));
        answer
    }
}

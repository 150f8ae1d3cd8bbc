//! "An error replaces the value." Then the service's bad second is every caller's: the value that could
//! still be served is gone.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get answer join abandon refresh);

    /// The given values, and a way to lose one.
    struct Values<K: Key, V> {
        settings: Settings,
        held: kata09_stampede::Values<K, V>,
    }

    impl<K: Key, V: Clone> Values<K, V> {
        fn new(settings: Settings) -> Self {
            Self {
                settings,
                held: kata09_stampede::Values::new(settings),
            }
        }

        fn get(&mut self, key: &K) -> Held<V> {
            self.held.get(key)
        }

        fn insert(&mut self, key: K, value: V) {
            self.held.insert(key, value);
        }

        fn len(&mut self) -> usize {
            self.held.len()
        }

        fn clear(&mut self) {
            *self = Self::new(self.settings);
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = shared.load(key).await;
        shared.land(key, &answer);
        if answer.is_err() {
            // The fault.
            shared.table().values.clear();
        }
        kata09_stampede::log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

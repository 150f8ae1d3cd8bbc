//! "The value is as old as the request for it." A load that takes longer than a value lives then gives a
//! value that has expired at birth: every caller loads.
//!
//! Hint: 3

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::time::Duration;

    use kata09_stampede::log_load;

    crate::reference::reference!(get answer join abandon refresh);

    /// Values in a plain map.
    struct Values<K, V> {
        time_to_live: Duration,
        held: HashMap<K, (V, Instant)>,
    }

    impl<K: Key, V: Clone> Values<K, V> {
        fn new(settings: Settings) -> Self {
            Self {
                time_to_live: settings.time_to_live,
                held: HashMap::new(),
            }
        }

        fn get(&mut self, key: &K) -> Held<V> {
            let time_to_live = self.time_to_live;
            self.held
                .retain(|_, (_, loaded)| loaded.elapsed() < time_to_live);
            match self.held.get(key) {
                Some((value, _)) => Held::Fresh(value.clone()),
                None => Held::Nothing,
            }
        }

        fn insert(&mut self, key: K, value: V) {
            self.held.insert(key, (value, Instant::now()));
        }

        fn insert_since(&mut self, start: Instant, key: K, value: V) {
            self.held.insert(key, (value, start));
        }

        fn len(&mut self) -> usize {
            let time_to_live = self.time_to_live;
            self.held
                .retain(|_, (_, loaded)| loaded.elapsed() < time_to_live);
            self.held.len()
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = shared.load(key).await;
        let mut table = shared.table();
        table.flights.remove(key);
        if let Ok(value) = &answer {
            // The fault: `start`, not now.
            table.values.insert_since(start, key.clone(), value.clone());
        }
        drop(table);
        log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

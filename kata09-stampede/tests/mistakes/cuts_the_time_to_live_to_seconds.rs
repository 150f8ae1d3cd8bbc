//! "A time to live is whole seconds." 300 ms becomes none at all, and 1,500 ms one second.
//!
//! Hint: 3

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::time::Duration;

    crate::reference::reference!(get answer join fly abandon refresh);

    /// Values in a plain map.
    struct Values<K, V> {
        time_to_live: Duration,
        held: HashMap<K, (V, Instant)>,
    }

    impl<K: Key, V: Clone> Values<K, V> {
        fn new(settings: Settings) -> Self {
            // The fault.
            let time_to_live = Duration::from_secs(settings.time_to_live.as_secs());
            Self {
                time_to_live,
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

        fn len(&mut self) -> usize {
            let time_to_live = self.time_to_live;
            self.held
                .retain(|_, (_, loaded)| loaded.elapsed() < time_to_live);
            self.held.len()
        }
    }
}

//! "`len` counts what has not expired." The count is right, and the values are still there.
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
            Self {
                time_to_live: settings.time_to_live,
                held: HashMap::new(),
            }
        }

        fn get(&mut self, key: &K) -> Held<V> {
            match self.held.get(key) {
                Some((value, loaded)) if loaded.elapsed() < self.time_to_live => {
                    Held::Fresh(value.clone())
                }
                _ => Held::Nothing,
            }
        }

        fn insert(&mut self, key: K, value: V) {
            self.held.insert(key, (value, Instant::now()));
        }

        fn len(&mut self) -> usize {
            // The fault: filtered, not removed.
            let fresh = |(_, loaded): &&(V, Instant)| loaded.elapsed() < self.time_to_live;
            self.held.values().filter(fresh).count()
        }
    }
}

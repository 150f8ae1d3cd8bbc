//! "An expired value is replaced by the next load." If there is one: the values of products that are not
//! asked for again stay for ever.
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
            // The fault: it looks at the time of the value that it is asked for, and at no other.
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
            self.held.len()
        }
    }
}

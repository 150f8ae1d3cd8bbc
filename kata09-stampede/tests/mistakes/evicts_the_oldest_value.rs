//! "The oldest value goes first." It may be the one that everybody asks for; what nobody has asked for
//! since its load stays.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::time::Duration;

    crate::reference::reference!(get answer join fly abandon refresh);

    /// Values in the order of their loads.
    struct Values<K, V> {
        settings: Settings,
        held: Vec<(K, V, Instant)>,
    }

    impl<K: Key, V: Clone> Values<K, V> {
        fn new(settings: Settings) -> Self {
            Self {
                settings,
                held: Vec::new(),
            }
        }

        fn get(&mut self, key: &K) -> Held<V> {
            self.remove_expired();
            let fresh = |loaded: &Instant| loaded.elapsed() < self.settings.time_to_live;
            match self.held.iter().find(|(held, ..)| held == key) {
                Some((_, value, loaded)) if fresh(loaded) => Held::Fresh(value.clone()),
                Some((_, value, _)) => Held::Stale(value.clone()),
                None => Held::Nothing,
            }
        }

        fn insert(&mut self, key: K, value: V) {
            self.held.retain(|(held, ..)| *held != key);
            self.held.push((key, value, Instant::now()));
            self.remove_expired();
            if self.held.len() > self.settings.max_entries.get() {
                // The fault: the first that was loaded, not the one that was used longest ago.
                self.held.remove(0);
            }
        }

        fn len(&mut self) -> usize {
            self.remove_expired();
            self.held.len()
        }

        fn remove_expired(&mut self) {
            let Settings {
                time_to_live,
                serve_stale_for,
                ..
            } = self.settings;
            let lifetime: Duration = time_to_live.saturating_add(serve_stale_for);
            self.held
                .retain(|(_, _, loaded)| loaded.elapsed() < lifetime);
        }
    }
}

//! The values that a cache holds: for how long, how many, and which one goes first. Given.

use std::collections::VecDeque;

use lru::LruCache;
use tokio::time::Instant;

use crate::{Key, Settings};

/// Loaded values, each for as long as the [`Settings`] say. It knows nothing of loads.
///
/// Every call removes what has expired. All values live equally long, so the oldest goes first, and
/// a call costs no more for a million values than for one.
///
/// ```
/// use kata09_stampede::{Held, Settings, Values};
///
/// let mut values = Values::new(Settings::default());
/// values.insert("tea", 299); // Its time to live begins now, on tokio's clock.
/// assert_eq!(values.get(&"tea"), Held::Fresh(299));
/// assert_eq!(values.get(&"salt"), Held::Nothing);
/// ```
#[derive(Debug)]
pub struct Values<K: Key, V> {
    settings: Settings,
    /// Each value and the end of its load, in order of use.
    held: LruCache<K, (V, Instant)>,
    /// Every load in order of its end. A value that was evicted or replaced leaves its line here.
    by_age: VecDeque<(Instant, K)>,
}

/// What is held for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held<V> {
    /// A value within its time to live.
    Fresh(V),
    /// A value past its time to live that may still be served.
    Stale(V),
    /// No value, or an expired one.
    Nothing,
}

impl<K: Key, V: Clone> Values<K, V> {
    /// Holds nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            held: LruCache::unbounded(),
            by_age: VecDeque::new(),
        }
    }

    /// A clone of the value of `key`, which becomes the most recently used.
    pub fn get(&mut self, key: &K) -> Held<V> {
        let now = Instant::now();
        self.remove_expired(now);
        let fresh = |loaded| now - loaded < self.settings.time_to_live;
        match self.held.get(key) {
            Some((value, loaded)) if fresh(*loaded) => Held::Fresh(value.clone()),
            Some((value, _)) => Held::Stale(value.clone()),
            None => Held::Nothing,
        }
    }

    /// Holds `value` from now on; over `max_entries`, the least recently used goes.
    pub fn insert(&mut self, key: K, value: V) {
        let now = Instant::now();
        self.held.put(key.clone(), (value, now));
        self.by_age.push_back((now, key));
        self.remove_expired(now);
        if self.held.len() > self.settings.max_entries.get() {
            self.held.pop_lru();
        }
        // Without this, lines of evicted values would stay for a whole time to live.
        if self.by_age.len() > 2 * self.held.len() {
            let held = &self.held;
            self.by_age
                .retain(|(loaded, key)| held.peek(key).is_some_and(|(_, at)| at == loaded));
        }
    }

    /// How many values have not expired.
    pub fn len(&mut self) -> usize {
        self.remove_expired(Instant::now());
        self.held.len()
    }

    /// Whether every value has expired.
    pub fn is_empty(&mut self) -> bool {
        self.len() == 0
    }

    fn remove_expired(&mut self, now: Instant) {
        let Settings {
            time_to_live,
            serve_stale_for,
            ..
        } = self.settings;
        let lifetime = time_to_live.saturating_add(serve_stale_for);
        let expired = |line: &mut (Instant, K)| now - line.0 >= lifetime;
        while let Some((loaded, key)) = self.by_age.pop_front_if(expired) {
            // The value may be a newer one.
            if self.held.peek(&key).is_some_and(|(_, at)| *at == loaded) {
                self.held.pop(&key);
            }
        }
    }
}

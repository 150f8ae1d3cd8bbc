//! The values that the cache holds: for how long, how many, and which one goes first.

use std::collections::VecDeque;

use lru::LruCache;
use tokio::time::Instant;

use crate::{Key, Settings};

/// The values of a cache. All of them live equally long, so the oldest expires first.
pub(super) struct Values<K, V> {
    settings: Settings,
    /// Each value and the end of its load, in order of use.
    held: LruCache<K, (V, Instant)>,
    /// Every load in order of its end. A value that was evicted or replaced leaves its line here.
    by_age: VecDeque<(Instant, K)>,
}

/// What the cache holds for a key.
pub(super) enum Held<V> {
    Fresh(V),
    Stale(V),
    Nothing,
}

impl<K: Key, V: Clone> Values<K, V> {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            held: LruCache::unbounded(),
            by_age: VecDeque::new(),
        }
    }

    /// Looks `key` up and makes it the most recently used.
    pub(super) fn get(&mut self, key: &K) -> Held<V> {
        let now = Instant::now();
        self.remove_expired(now);
        let fresh = |loaded| now - loaded < self.settings.time_to_live;
        match self.held.get(key) {
            Some((value, loaded)) if fresh(*loaded) => Held::Fresh(value.clone()),
            Some((value, _)) => Held::Stale(value.clone()),
            None => Held::Nothing,
        }
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
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

    pub(super) fn len(&mut self) -> usize {
        self.remove_expired(Instant::now());
        self.held.len()
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

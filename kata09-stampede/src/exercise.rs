//! Your turn: fill in [`Cache::get`] and [`Cache::len`].
//!
//! The builder is given. Change what you like in this file, private fields too, as long as its
//! public names stay.
#![allow(
    clippy::todo,
    reason = "this is the exercise: the holes are yours to fill"
)]

use std::{
    any::type_name_of_val, marker::PhantomData, num::NonZeroUsize, sync::Arc, time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::{GetError, Key, Loader, Settings};

/// Loads each value once, however many callers wait for it; clones share everything.
#[derive(Debug)]
pub struct Cache<K, L> {
    shared: Arc<Shared<K, L>>,
}

/// What all clones share. A map of values belongs here, and a map of the loads under way.
#[derive(Debug)]
struct Shared<K, L> {
    loader: L,
    settings: Settings,
    key: PhantomData<fn() -> K>,
}

impl<K: Key, L: Loader<K>> Cache<K, L> {
    /// Starts from the loader and the defaults.
    pub fn builder(loader: L) -> CacheBuilder<K, L> {
        CacheBuilder {
            loader,
            settings: Settings::default(),
            key: PhantomData,
        }
    }

    /// The value of `key`: the one that is held, or else the answer of one load for all callers.
    ///
    /// # Errors
    /// [`GetError`], the same for every caller that waited for the load.
    pub async fn get(&self, cancel: &CancellationToken, key: K) -> Result<L::Value, GetError> {
        let Shared {
            loader, settings, ..
        } = &*self.shared;
        todo!(
            "ask {} for {key} once, however many callers wait; keep the value for {:?}; \
             return `Cancelled` as soon as {cancel:?} is",
            type_name_of_val(loader),
            settings.time_to_live,
        )
    }

    /// How many values are held. Loads under way do not count, nor do expired values.
    #[expect(clippy::len_without_is_empty, reason = "the kata asks for `len` alone")]
    pub fn len(&self) -> usize {
        todo!("count the values that have not expired")
    }
}

/// Clones share everything, so a loader need not be `Clone`.
impl<K, L> Clone for Cache<K, L> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

/// Builds a [`Cache`]; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct CacheBuilder<K, L> {
    loader: L,
    settings: Settings,
    key: PhantomData<fn() -> K>,
}

impl<K: Key, L: Loader<K>> CacheBuilder<K, L> {
    /// How long a value is fresh after its load has ended, 60 s unless set.
    pub fn time_to_live(mut self, time_to_live: Duration) -> Self {
        self.settings.time_to_live = time_to_live;
        self
    }

    /// How many values are held, 10,000 unless set; the least recently used go first (stretch).
    pub fn max_entries(mut self, max_entries: NonZeroUsize) -> Self {
        self.settings.max_entries = max_entries;
        self
    }

    /// How long a stale value is served while a new one loads; never, unless set (stretch).
    pub fn serve_stale_for(mut self, serve_stale_for: Duration) -> Self {
        self.settings.serve_stale_for = serve_stale_for;
        self
    }

    /// The cache.
    pub fn build(self) -> Cache<K, L> {
        Cache {
            shared: Arc::new(Shared {
                loader: self.loader,
                settings: self.settings,
                key: self.key,
            }),
        }
    }
}

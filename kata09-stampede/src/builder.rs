//! The builder of a cache: given, and the same for the exercise and the solution.

use std::{num::NonZeroUsize, time::Duration};

use crate::Settings;

/// Builds a cache `C` over the loader `L`; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct Builder<L, C> {
    loader: L,
    settings: Settings,
    build: fn(L, Settings) -> C,
}

impl<L, C> Builder<L, C> {
    /// Starts from the loader and the defaults; `build` makes the cache in the end.
    pub fn new(loader: L, build: fn(L, Settings) -> C) -> Self {
        Self {
            loader,
            settings: Settings::default(),
            build,
        }
    }

    /// How long a value is fresh after its load has ended, 60 s unless set.
    pub fn time_to_live(mut self, time_to_live: Duration) -> Self {
        self.settings.time_to_live = time_to_live;
        self
    }

    /// How many values are held, 10,000 unless set; the least recently used go first.
    pub fn max_entries(mut self, max_entries: NonZeroUsize) -> Self {
        self.settings.max_entries = max_entries;
        self
    }

    /// How long a stale value is served while a new one loads; never, unless set.
    pub fn serve_stale_for(mut self, serve_stale_for: Duration) -> Self {
        self.settings.serve_stale_for = serve_stale_for;
        self
    }

    /// The cache.
    pub fn build(self) -> C {
        (self.build)(self.loader, self.settings)
    }
}

//! The options of a client: given, and the same for the exercise and the solution.

use std::{
    marker::PhantomData,
    num::{NonZeroU32, NonZeroUsize},
};

/// What a client may do; [`Default`] is 10 requests a second, bursts of 20, 8 in flight, one attempt,
/// and a random seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How many requests a second in the long run.
    pub requests_per_second: NonZeroU32,
    /// How many at once after a rest.
    pub burst: NonZeroU32,
    /// How many under way at a time.
    pub max_in_flight: NonZeroUsize,
    /// How often to try each.
    pub max_attempts: NonZeroU32,
    /// What the jitter of the back-off is drawn from.
    pub jitter_seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            requests_per_second: const { NonZeroU32::new(10).expect("it is not zero") },
            burst: const { NonZeroU32::new(20).expect("it is not zero") },
            max_in_flight: const { NonZeroUsize::new(8).expect("it is not zero") },
            max_attempts: NonZeroU32::MIN,
            jitter_seed: fastrand::u64(..),
        }
    }
}

/// Builds a client `C` for the API `A`; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct Builder<A, C> {
    api: A,
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

impl<A, C: From<(A, Settings)>> Builder<A, C> {
    /// Starts from the API and the defaults.
    pub fn new(api: A) -> Self {
        Self {
            api,
            settings: Settings::default(),
            client: PhantomData,
        }
    }

    /// How many requests a second in the long run, 10 unless set.
    pub fn requests_per_second(mut self, requests_per_second: NonZeroU32) -> Self {
        self.settings.requests_per_second = requests_per_second;
        self
    }

    /// How many at once after a rest, 20 unless set.
    pub fn burst(mut self, burst: NonZeroU32) -> Self {
        self.settings.burst = burst;
        self
    }

    /// How many under way at a time, 8 unless set.
    pub fn max_in_flight(mut self, max_in_flight: NonZeroUsize) -> Self {
        self.settings.max_in_flight = max_in_flight;
        self
    }

    /// How often to try each, once unless set: then the first error ends it all.
    pub fn max_attempts(mut self, max_attempts: NonZeroU32) -> Self {
        self.settings.max_attempts = max_attempts;
        self
    }

    /// Makes the back-off between attempts the same at every run; random unless set.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.settings.jitter_seed = seed;
        self
    }

    /// What was asked for, for a client that is built of more than that.
    pub(crate) fn into_parts(self) -> (A, Settings) {
        (self.api, self.settings)
    }

    /// The client.
    pub fn build(self) -> C {
        C::from((self.api, self.settings))
    }
}

//! The options of a client: given, and the same for the exercise and the solution.

use std::num::{NonZeroU32, NonZeroUsize};

/// The limits of a client. The [`Default`] is 10 requests a second, a burst of 20, 8 in flight, one
/// attempt, and a random seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Requests a second, in the long run.
    pub requests_per_second: NonZeroU32,
    /// Requests at once, after a rest.
    pub burst: NonZeroU32,
    /// Requests in flight at a time.
    pub max_in_flight: NonZeroUsize,
    /// Attempts for each user.
    pub max_attempts: NonZeroU32,
    /// Seeds the jitter of the back-off.
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
#[must_use = "call `build` to get the client"]
pub struct Builder<A, C> {
    api: A,
    settings: Settings,
    /// The client's constructor: `solution` and `exercise` each bring their own.
    make: fn(A, Settings) -> C,
}

impl<A, C> Builder<A, C> {
    /// Starts from the API and the defaults; `make` builds the client in the end.
    pub fn new(api: A, make: fn(A, Settings) -> C) -> Self {
        Self {
            api,
            settings: Settings::default(),
            make,
        }
    }

    /// Sets how many requests a second to send in the long run. Default: 10.
    pub fn requests_per_second(mut self, requests_per_second: NonZeroU32) -> Self {
        self.settings.requests_per_second = requests_per_second;
        self
    }

    /// Sets how many requests may go at once after a rest. Default: 20.
    pub fn burst(mut self, burst: NonZeroU32) -> Self {
        self.settings.burst = burst;
        self
    }

    /// Sets how many requests may be in flight at a time. Default: 8.
    pub fn max_in_flight(mut self, max_in_flight: NonZeroUsize) -> Self {
        self.settings.max_in_flight = max_in_flight;
        self
    }

    /// Sets how many attempts a user gets. Default: 1, so that the first error ends the call.
    pub fn max_attempts(mut self, max_attempts: NonZeroU32) -> Self {
        self.settings.max_attempts = max_attempts;
        self
    }

    /// Sets the seed of the back-off, so that each run pauses alike. Default: random.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.settings.jitter_seed = seed;
        self
    }

    /// The API and the settings, for a client that needs more than them.
    pub(crate) fn into_parts(self) -> (A, Settings) {
        (self.api, self.settings)
    }

    /// Builds the client.
    pub fn build(self) -> C {
        (self.make)(self.api, self.settings)
    }
}

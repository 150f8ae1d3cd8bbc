//! The cache's port, errors and options: given, and the same for the exercise and the solution.

use std::{error::Error, fmt, hash::Hash, num::NonZeroUsize, sync::Arc, time::Duration};

/// Why a service could not load a value; kept as the source of [`GetError::Load`].
pub type LoadError = Box<dyn Error + Send + Sync>;

/// What a key must be: every type that can is one. Logs show it as it displays.
pub trait Key: Clone + Eq + Hash + fmt::Display + Send + Sync + 'static {}

impl<K: Clone + Eq + Hash + fmt::Display + Send + Sync + 'static> Key for K {}

/// The port to the slow service.
///
/// Write an implementation's `load` as a plain `async fn`; the trait spells the future out to say
/// that it is `Send`. Dropping the future cancels the load.
pub trait Loader<K>: Send + Sync + 'static {
    /// What the cache holds. Every caller gets a clone: wrap a large value in an `Arc`.
    type Value: Clone + Send + Sync + 'static;

    /// Loads the value of `key`.
    fn load(&self, key: &K) -> impl Future<Output = Result<Self::Value, LoadError>> + Send;
}

/// Why a caller gets no value. Every caller that waited for one load gets a clone of one error.
#[derive(Debug, Clone)]
pub enum GetError {
    /// The load failed. [`source`](Error::source) is the loader's own error, ready to downcast.
    Load(Arc<LoadError>),
    /// The caller's token was cancelled.
    Cancelled,
    /// The loader panicked.
    Panicked,
}

impl fmt::Display for GetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load(_) => "the load failed",
            Self::Cancelled => "cancelled",
            Self::Panicked => "the loader panicked",
        })
    }
}

impl Error for GetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // Through the `Arc` and the `Box`, so that a caller's downcast finds the loader's type.
            Self::Load(source) => Some(&***source),
            Self::Cancelled | Self::Panicked => None,
        }
    }
}

/// The options of a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long a value is fresh after its load has ended; 60 s by default.
    pub time_to_live: Duration,
    /// How many values the cache holds; 10,000 by default.
    pub max_entries: NonZeroUsize,
    /// How long a stale value is still served while a new one loads; zero, never, by default.
    pub serve_stale_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_to_live: Duration::from_secs(60),
            max_entries: const { NonZeroUsize::new(10_000).expect("it is not zero") },
            serve_stale_for: Duration::ZERO,
        }
    }
}

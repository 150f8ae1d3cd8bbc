//! Your turn: fill in [`Cache::get`].
//!
//! The builder, the values and the log event are given. Change what you like in this file, private
//! fields too, as long as its public names stay.
#![allow(
    clippy::todo,
    reason = "this is the exercise: the hole is yours to fill"
)]

use std::{
    any::type_name_of_val,
    fmt,
    sync::{Arc, Mutex},
};

use tokio_util::sync::CancellationToken;

use crate::{Builder, GetError, Key, Loader, Settings, Values};

/// Loads each value once, however many callers wait for it; clones share everything.
pub struct Cache<K: Key, L: Loader<K>> {
    shared: Arc<Shared<K, L>>,
}

/// What all clones share. The loads under way belong here, too.
struct Shared<K: Key, L: Loader<K>> {
    loader: L,
    /// A std lock: hold it for a few lines, never at an await.
    values: Mutex<Values<K, L::Value>>,
}

/// Builds a [`Cache`].
pub type CacheBuilder<K, L> = Builder<L, Cache<K, L>>;

impl<K: Key, L: Loader<K>> Cache<K, L> {
    /// Starts from the loader and the defaults.
    pub fn builder(loader: L) -> CacheBuilder<K, L> {
        Builder::new(loader, Self::new)
    }

    fn new(loader: L, settings: Settings) -> Self {
        let values = Mutex::new(Values::new(settings));
        Self {
            shared: Arc::new(Shared { loader, values }),
        }
    }

    /// The value of `key`: the one that is held, or else the answer of one load for all callers.
    ///
    /// # Errors
    /// [`GetError`], the same for every caller that waited for the load.
    pub async fn get(&self, cancel: &CancellationToken, key: K) -> Result<L::Value, GetError> {
        todo!(
            "load {key} from {} once, however many callers wait; stop when {cancel:?} is cancelled",
            type_name_of_val(&self.shared.loader),
        )
    }

    /// How many values are held. Loads under way do not count, nor do expired values.
    #[expect(clippy::len_without_is_empty, reason = "the kata asks for `len` alone")]
    pub fn len(&self) -> usize {
        let values = self.shared.values.lock();
        values.expect("nothing panics under the lock").len()
    }
}

impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<K: Key, L: Loader<K>> fmt::Debug for Cache<K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

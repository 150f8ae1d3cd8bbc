//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! Who owns a load? A task of its own, which runs it for as long as somebody waits. So any caller
//! may leave, the first one included; when the last one leaves, the task drops the load and ends.

mod flight;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{task::yield_now, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::{Instrument, instrument::WithSubscriber};

use self::flight::{Flight, Load, Waiter};
use crate::{Builder, GetError, Held, Key, Loader, Settings, Values};

/// Loads each value once, however many callers wait for it; clones share everything.
///
/// Keys and values are cloned and dropped under its lock: their own code must not call the cache.
pub struct Cache<K: Key, L: Loader<K>> {
    shared: Arc<Shared<K, L>>,
    /// The last clone stops the loads that refresh stale values.
    refreshing: Arc<DropGuard>,
}

/// What callers and loads share.
struct Shared<K: Key, L: Loader<K>> {
    loader: L,
    /// A std lock: it is held for a few lines and never at an await.
    table: Mutex<Table<K, L::Value>>,
    /// A task for each load. It ends by itself: when the load ends, or when nobody waits any more.
    tasks: TaskTracker,
    stop_refreshing: CancellationToken,
}

struct Table<K: Key, V> {
    values: Values<K, V>,
    flights: HashMap<K, Flight<V>>,
}

/// Builds a [`Cache`].
pub type CacheBuilder<K, L> = Builder<L, Cache<K, L>>;

impl<K: Key, L: Loader<K>> Cache<K, L> {
    /// Starts from the loader and the defaults.
    pub fn builder(loader: L) -> CacheBuilder<K, L> {
        Builder::new(loader, Self::new)
    }

    fn new(loader: L, settings: Settings) -> Self {
        let stop_refreshing = CancellationToken::new();
        let refreshing = Arc::new(stop_refreshing.clone().drop_guard());
        let table = Table {
            values: Values::new(settings),
            flights: HashMap::new(),
        };
        let shared = Arc::new(Shared {
            loader,
            table: Mutex::new(table),
            tasks: TaskTracker::new(),
            stop_refreshing,
        });
        Self { shared, refreshing }
    }

    /// The value of `key`: the one that is held, or else the answer of one load for all callers.
    ///
    /// - **Order**: every caller that waits for a load gets the same answer at the same time.
    /// - **Others**: callers of other keys do not wait, and a caller that leaves costs the others
    ///   nothing. A loader may ask the cache for another key; asking for its own never ends.
    /// - **Runs on return**: the load, as long as others wait for it; a refresh of a stale value.
    ///
    /// # Errors
    /// [`GetError::Load`] and [`GetError::Panicked`] for every caller that waited; neither is held.
    /// [`GetError::Cancelled`] as soon as `cancel` is, even where a value is held.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the load to the others. The last to leave aborts it: it is dropped
    /// at the runtime's next turn, or, if the token is cancelled, before this returns.
    ///
    /// # Panics
    /// Outside a tokio runtime, where it has to load.
    ///
    /// ```
    /// use kata09_stampede::{LoadError, Loader, solution::Cache};
    /// use tokio::join;
    /// use tokio_util::sync::CancellationToken;
    ///
    /// struct Prices;
    /// impl Loader<String> for Prices {
    ///     type Value = u32;
    ///     async fn load(&self, product: &String) -> Result<u32, LoadError> {
    ///         println!("asked for {product}"); // Once.
    ///         Ok(299)
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), kata09_stampede::GetError> {
    /// let cache = Cache::builder(Prices).build();
    /// let cancel = CancellationToken::new();
    /// let ask = || cache.get(&cancel, "tea".to_owned());
    /// let (first, second) = join!(ask(), ask());
    /// assert_eq!((first?, second?), (299, 299));
    /// assert_eq!(cache.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn get(&self, cancel: &CancellationToken, key: K) -> Result<L::Value, GetError> {
        if cancel.is_cancelled() {
            return Err(GetError::Cancelled);
        }
        let mut waiter = match self.look_up(key) {
            Ok(value) => return Ok(value),
            Err(waiter) => waiter,
        };
        let answer = cancel.run_until_cancelled(waiter.answer()).await;
        if answer.is_none() {
            drop(waiter);
            // If it was the last one, this is the turn in which the load is dropped.
            yield_now().await;
        }
        answer.unwrap_or(Err(GetError::Cancelled))
    }

    /// How many values are held. Loads under way do not count, nor do expired values.
    pub fn len(&self) -> usize {
        self.shared.lock().values.len()
    }

    /// Whether no value is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value, or a share of the one load. It looks and begins under one lock: if it let go in
    /// between, another caller could begin, too.
    fn look_up(&self, key: K) -> Result<L::Value, Waiter<L::Value>> {
        let mut table = self.shared.lock();
        let held = table.values.get(&key);
        if let Held::Fresh(value) = held {
            return Ok(value);
        }
        let under_way = table.flights.get(&key).filter(|flight| flight.is_wanted());
        let (found, flight) = match (held, under_way) {
            (Held::Stale(value), Some(_)) => return Ok(value),
            (_, Some(flight)) => return Err(flight.join()),
            (Held::Stale(value), None) => {
                let stop = self.shared.stop_refreshing.clone();
                (Ok(value), Flight::new(Some(stop)))
            }
            (_, None) => {
                let flight = Flight::new(None);
                (Err(flight.join()), flight)
            }
        };
        table.flights.insert(key.clone(), flight.clone());
        drop(table);
        // Without the lock: where no runtime takes the task, it is dropped in here, and tidies up.
        self.spawn_load(key, flight);
        found
    }

    fn spawn_load(&self, key: K, flight: Flight<L::Value>) {
        let load = Load {
            shared: Arc::clone(&self.shared),
            key,
            flight,
            start: Instant::now(),
            answer: None,
        };
        let task = load.run().in_current_span().with_current_subscriber();
        self.shared.tasks.spawn(task);
    }
}

impl<K: Key, L: Loader<K>> Shared<K, L> {
    /// A key's or a value's own panic under the lock leaves the table whole.
    fn lock(&self) -> MutexGuard<'_, Table<K, L::Value>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Key, L: Loader<K>> fmt::Debug for Cache<K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            refreshing: Arc::clone(&self.refreshing),
        }
    }
}

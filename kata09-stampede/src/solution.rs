//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! Who owns a load? Its waiters, together: each holds an `Arc` of the flight, the cache only a
//! `Weak`. Any of them may leave, the first one included; when the last leaves, the load is aborted.

mod load;
mod values;

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::load::{Answer, Flight, Mark, begin};
use self::values::{Held, Values};
use crate::{GetError, Key, Loader, Settings};

/// Loads each value once, however many callers wait for it; clones share everything.
pub struct Cache<K: Key, L: Loader<K>> {
    shared: Arc<Shared<K, L>>,
    /// Waits for the loads that refresh stale values. The last clone aborts them with this.
    refreshes: Arc<Mutex<JoinSet<()>>>,
}

/// What callers and loads share.
struct Shared<K: Key, L: Loader<K>> {
    loader: L,
    /// A std lock: it is held for a few lines and never at an await.
    table: Mutex<Table<K, L::Value>>,
}

struct Table<K, V> {
    values: Values<K, V>,
    flights: Flights<K, V>,
}

/// The loads under way.
type Flights<K, V> = HashMap<K, Mark<V>>;

enum Found<V> {
    Value(V),
    Flight(Arc<Flight<V>>),
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
        let flight = match self.look_up(key) {
            Found::Value(value) => return Ok(value),
            Found::Flight(flight) => flight,
        };
        let answer = cancel.run_until_cancelled(flight.answer()).await;
        if answer.is_none()
            && let Some(flight) = Arc::into_inner(flight)
        {
            // The last one to leave: nothing runs on.
            flight.stop().await;
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

    /// Looks and joins or begins under one lock: between the two, another caller could begin, too.
    fn look_up(&self, key: K) -> Found<L::Value> {
        let Table { values, flights } = &mut *self.shared.lock();
        let under_way = flights.get(&key);
        match values.get(&key) {
            Held::Fresh(value) => Found::Value(value),
            Held::Stale(value) => {
                if !under_way.is_some_and(Mark::is_alive) {
                    self.refresh(flights, key);
                }
                Found::Value(value)
            }
            Held::Nothing => {
                let joined = under_way.and_then(Mark::join);
                Found::Flight(joined.unwrap_or_else(|| self.begin(flights, key, 1)))
            }
        }
    }

    fn begin(
        &self,
        flights: &mut Flights<K, L::Value>,
        key: K,
        callers: usize,
    ) -> Arc<Flight<L::Value>> {
        let (mark, flight) = begin(&self.shared, key.clone(), callers);
        flights.insert(key, mark);
        flight
    }

    /// Begins a load that the cache itself waits for.
    fn refresh(&self, flights: &mut Flights<K, L::Value>, key: K) {
        let flight = self.begin(flights, key, 0);
        let mut refreshes = self
            .refreshes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Those that have ended would pile up.
        while refreshes.try_join_next().is_some() {}
        refreshes.spawn(async move { drop(flight.answer().await) });
    }
}

impl<K: Key, L: Loader<K>> Shared<K, L> {
    /// A key's or a value's own panic under the lock leaves the table whole.
    fn lock(&self) -> MutexGuard<'_, Table<K, L::Value>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A load has ended: its mark goes, and its value, if it has one, is held from now on.
    fn end(&self, key: &K, waiters: &Arc<AtomicUsize>, answer: Option<&Answer<L::Value>>) {
        let mut table = self.lock();
        // An abandoned load may find the mark of the next one.
        if table
            .flights
            .get(key)
            .is_some_and(|mark| mark.is_of(waiters))
        {
            table.flights.remove(key);
        }
        if let Some(Ok(value)) = answer {
            table.values.insert(key.clone(), value.clone());
        }
    }
}

/// Builds a [`Cache`]; every option has a default.
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
    pub fn build(self) -> Cache<K, L> {
        let table = Table {
            values: Values::new(self.settings),
            flights: HashMap::new(),
        };
        Cache {
            shared: Arc::new(Shared {
                loader: self.loader,
                table: Mutex::new(table),
            }),
            refreshes: Arc::default(),
        }
    }
}

impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            refreshes: Arc::clone(&self.refreshes),
        }
    }
}

impl<K: Key, L: Loader<K>> fmt::Debug for Cache<K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

//! A right cache in parts, as the kata's reference: a task runs the load for as long as a caller
//! waits. A mistake takes the parts that it names, and writes the others wrong.

/// Takes the named parts: `get` knows the token, `answer` looks up, `join` shares a load, `fly` runs
/// it, `values` holds what it gave, `abandon` tidies up when every caller has left, `refresh` begins
/// a load for a stale value.
macro_rules! reference {
    ($($part:ident)*) => {
        use tokio::{select, sync::watch};

        crate::shell::shell!();

        #[derive(Clone)]
        struct Flight<V>(watch::Sender<State<V>>);

        struct State<V> {
            answer: Option<Answer<V>>,
            waiters: usize,
            refresh: bool,
        }

        #[allow(dead_code, reason = "each cache uses its own part")]
        impl<V> Flight<V> {
            fn new() -> Self {
                Self(watch::Sender::new(State { answer: None, waiters: 0, refresh: false }))
            }

            fn join(&self) -> watch::Receiver<State<V>> {
                let waiter = self.0.subscribe();
                let waiting = self.0.receiver_count();
                self.0.send_if_modified(|state| {
                    state.waiters = state.waiters.max(waiting);
                    false
                });
                waiter
            }

            fn waiters(&self) -> usize {
                self.0.borrow().waiters
            }

            fn is_wanted(&self) -> bool {
                self.0.borrow().refresh || !self.0.is_closed()
            }

            fn is_in<K: Key>(&self, table: &Table<K, V>, key: &K) -> bool {
                let other = table.flights.get(key);
                other.is_some_and(|other| other.0.same_channel(&self.0))
            }
        }

        /// The answer of the flight.
        #[allow(dead_code, reason = "each cache uses its own part")]
        async fn waited<V: Clone>(mut waiter: watch::Receiver<State<V>>) -> Answer<V> {
            let answered = waiter.wait_for(|state| state.answer.is_some()).await;
            let answered = answered.expect("the task sends an answer while a caller waits");
            answered.answer.clone().expect("it is some")
        }

        #[allow(dead_code, reason = "each cache uses its own part")]
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            /// Begins a load, and counts its first waiter.
            fn begin(
                &self,
                table: &mut Table<K, L::Value>,
                key: K,
            ) -> watch::Receiver<State<L::Value>> {
                let flight = Flight::new();
                let waiter = flight.join();
                table.flights.insert(key.clone(), flight.clone());
                let closed = flight.clone();
                self.spawn(key, flight, async move { closed.0.closed().await });
                waiter
            }

            /// Begins a load that the cache itself wants.
            fn begin_refresh(&self, table: &mut Table<K, L::Value>, key: K) {
                let flight = Flight::new();
                flight.0.send_modify(|state| state.refresh = true);
                table.flights.insert(key.clone(), flight.clone());
                self.spawn(key, flight, self.0.stop.clone().cancelled_owned());
            }

            fn spawn(
                &self,
                key: K,
                flight: Flight<L::Value>,
                unwanted: impl Future<Output = ()> + Send + 'static,
            ) {
                let shared = Arc::clone(&self.0);
                #[expect(clippy::disallowed_methods, reason = "it ends when it is unwanted")]
                tokio::spawn(async move {
                    let start = Instant::now();
                    select! {
                        biased;
                        () = unwanted => abandon(&shared, &key, &flight, start),
                        answer = fly(&shared, &key, &flight) => {
                            flight.0.send_modify(|state| state.answer = Some(answer));
                        }
                    }
                });
            }
        }

        $(crate::reference::part!($part);)*
    };
}
pub(crate) use reference;

macro_rules! part {
    (values) => {
        use kata09_stampede::Values;
    };
    (get) => {
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
                crate::shell::unless_cancelled(cancel, self.answer(key)).await
            }
        }
    };
    (answer) => {
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            async fn answer(&self, key: K) -> Answer<L::Value> {
                let held = self.0.table().values.get(&key);
                match held {
                    Held::Fresh(value) => Ok(value),
                    Held::Stale(value) => {
                        self.refresh(key);
                        Ok(value)
                    }
                    Held::Nothing => waited(self.join(key)).await,
                }
            }
        }
    };
    (join) => {
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            fn join(&self, key: K) -> watch::Receiver<State<L::Value>> {
                let mut table = self.0.table();
                match table.flights.get(&key) {
                    Some(flight) if flight.is_wanted() => flight.join(),
                    _ => self.begin(&mut table, key),
                }
            }
        }
    };
    (refresh) => {
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            fn refresh(&self, key: K) {
                let mut table = self.0.table();
                if !table.flights.get(&key).is_some_and(Flight::is_wanted) {
                    self.begin_refresh(&mut table, key);
                }
            }
        }
    };
    (abandon) => {
        fn abandon<K: Key, L: Loader<K>>(
            shared: &Shared<K, L>,
            key: &K,
            flight: &Flight<L::Value>,
            start: Instant,
        ) {
            let mut table = shared.table();
            if flight.is_in(&table, key) {
                table.flights.remove(key);
            }
            drop(table);
            kata09_stampede::log_load::<L::Value>(key, flight.waiters(), start, None);
        }
    };
    (fly) => {
        async fn fly<K: Key, L: Loader<K>>(
            shared: &Shared<K, L>,
            key: &K,
            flight: &Flight<L::Value>,
        ) -> Answer<L::Value> {
            let start = Instant::now();
            let answer = shared.load(key).await;
            shared.land(key, &answer);
            kata09_stampede::log_load(key, flight.waiters(), start, Some(&answer));
            answer
        }
    };
}
pub(crate) use part;

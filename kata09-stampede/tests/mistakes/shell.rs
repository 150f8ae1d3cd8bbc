//! What every cache has in common, right or wrong: the builder, the table behind a lock, the log.
//!
//! Each file beside this one is then only the idea that it is about.
#![allow(dead_code, reason = "each cache uses its own part")]

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use kata09_stampede::{GetError, LoadError};
use tokio_util::sync::CancellationToken;

pub(crate) type Answer<V> = Result<V, GetError>;

/// The cache without `get`. The file says what `Values` are, and what the table knows of a load: a
/// `Flight<V>`.
macro_rules! shell {
    () => {
        use std::{
            collections::HashMap,
            sync::{Arc, Mutex, MutexGuard},
        };

        use kata09_stampede::{Builder, Held, Key, Loader, Settings};
        use tokio::time::Instant;
        use tokio_util::sync::{CancellationToken, DropGuard};

        use crate::shell::Answer;

        /// What all clones share, and what stops refreshes with the last of them.
        pub(crate) struct Cache<K: Key, L: Loader<K>>(Arc<Shared<K, L>>, Arc<DropGuard>);

        #[allow(dead_code, reason = "each cache uses its own part")]
        struct Shared<K: Key, L: Loader<K>> {
            loader: L,
            settings: Settings,
            table: Mutex<Table<K, L::Value>>,
            stop: CancellationToken,
        }

        struct Table<K: Key, V> {
            values: Values<K, V>,
            flights: HashMap<K, Flight<V>>,
        }

        impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
            fn clone(&self) -> Self {
                Self(Arc::clone(&self.0), Arc::clone(&self.1))
            }
        }

        #[allow(dead_code, reason = "each cache uses its own part")]
        impl<K: Key, L: Loader<K>> Cache<K, L> {
            pub(crate) fn builder(loader: L) -> Builder<L, Self> {
                Builder::new(loader, |loader, settings| {
                    let table = Table {
                        values: Values::new(settings),
                        flights: HashMap::new(),
                    };
                    let stop = CancellationToken::new();
                    let guard = Arc::new(stop.clone().drop_guard());
                    let table = Mutex::new(table);
                    Self(
                        Arc::new(Shared {
                            loader,
                            settings,
                            table,
                            stop,
                        }),
                        guard,
                    )
                })
            }

            pub(crate) fn len(&self) -> usize {
                self.0.table().values.len()
            }
        }

        #[allow(dead_code, reason = "each cache uses its own part")]
        impl<K: Key, L: Loader<K>> Shared<K, L> {
            fn table(&self) -> MutexGuard<'_, Table<K, L::Value>> {
                self.table.lock().expect("nothing panics under the lock")
            }

            /// The fresh value, if there is one.
            fn fresh(&self, key: &K) -> Option<L::Value> {
                match self.table().values.get(key) {
                    Held::Fresh(value) => Some(value),
                    _ => None,
                }
            }

            /// The load's answer, its panic as an error. On several threads a value may have come
            /// since the look-up, as not every file looks up and begins under one lock.
            async fn load(&self, key: &K) -> Answer<L::Value> {
                if let Some(value) = self.fresh(key) {
                    return Ok(value);
                }
                crate::shell::caught(async { self.loader.load(key).await }).await
            }

            /// The flight goes, and the value, if there is one, is held.
            fn land(&self, key: &K, answer: &Answer<L::Value>) {
                let mut table = self.table();
                table.flights.remove(key);
                if let Ok(value) = answer {
                    table.values.insert(key.clone(), value.clone());
                }
            }
        }
    };
    // `get` too, over an `answer` of the file's own that knows no token.
    (get) => {
        crate::shell::shell!();

        impl<K: Key, L: Loader<K>> Cache<K, L> {
            pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
                crate::shell::unless_cancelled(cancel, self.answer(key)).await
            }
        }
    };
}
pub(crate) use shell;

pub(crate) async fn unless_cancelled<V>(
    cancel: &CancellationToken,
    answer: impl Future<Output = Answer<V>>,
) -> Answer<V> {
    let answer = cancel.run_until_cancelled(answer).await;
    answer.unwrap_or(Err(GetError::Cancelled))
}

pub(crate) async fn caught<V>(load: impl Future<Output = Result<V, LoadError>>) -> Answer<V> {
    match AssertUnwindSafe(load).catch_unwind().await {
        Ok(loaded) => loaded.map_err(|source| GetError::Load(Arc::new(source))),
        Err(_panic) => Err(GetError::Panicked),
    }
}

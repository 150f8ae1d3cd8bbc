//! "One lock, and no two callers can load at once." None for another key, either: a slow product holds up
//! all others, and a loader that asks the cache waits for itself.
//!
//! Hint: 2

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::sync::Arc;

    use futures::FutureExt;
    use kata09_stampede::{Builder, Held, Key, Loader, Values, log_load};
    use tokio::{sync::Mutex, time::Instant};
    use tokio_util::sync::CancellationToken;

    use crate::shell::{Answer, caught, unless_cancelled};

    pub(crate) struct Cache<K: Key, L: Loader<K>> {
        loader: Arc<L>,
        values: Arc<Mutex<Values<K, L::Value>>>,
    }

    impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
        fn clone(&self) -> Self {
            let (loader, values) = (Arc::clone(&self.loader), Arc::clone(&self.values));
            Self { loader, values }
        }
    }

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) fn builder(loader: L) -> Builder<L, Self> {
            Builder::new(loader, |loader, settings| Self {
                loader: Arc::new(loader),
                values: Arc::new(Mutex::new(Values::new(settings))),
            })
        }

        pub(crate) fn len(&self) -> usize {
            self.values.try_lock().map_or(0, |mut values| values.len())
        }

        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            unless_cancelled(cancel, self.answer(key)).await
        }

        async fn answer(&self, key: K) -> Answer<L::Value> {
            // The fault: held to the end of `answer`, with the load in between.
            let mut values = self.values.lock().await;
            if let Held::Fresh(value) = values.get(&key) {
                return Ok(value);
            }
            let start = Instant::now();
            let answer = caught(async { self.loader.load(&key).await }).boxed().await;
            log_load(&key, 1, start, Some(&answer));
            if let Ok(value) = &answer {
                values.insert(key, value.clone());
            }
            answer
        }
    }
}

//! A task for each load, owned by its waiters through an `Arc`: the last one to leave aborts it.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::sync::{
        OnceLock, Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use kata09_stampede::{GetError, Values, log_load};
    use tokio::sync::watch;
    use tokio_util::task::AbortOnDropHandle;

    struct Flight<V> {
        owners: Weak<Owned<V>>,
        waiters: Arc<AtomicUsize>,
    }

    struct Owned<V> {
        answer: watch::Receiver<Option<Answer<V>>>,
        /// Set by the caller that begins the load, once the lock is free.
        task: OnceLock<AbortOnDropHandle<()>>,
    }

    crate::shell::shell!();

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            if cancel.is_cancelled() {
                return Err(GetError::Cancelled);
            }
            let owned = match self.look_up(key) {
                Ok(value) => return Ok(value),
                Err(owned) => owned,
            };
            let mut answer = owned.answer.clone();
            let answered = answer.wait_for(Option::is_some);
            let answered = cancel.run_until_cancelled(answered).await;
            let answered = answered.map(|answer| answer.ok().and_then(|answer| answer.clone()));
            match answered {
                Some(answer) => answer.unwrap_or(Err(GetError::Panicked)),
                None => {
                    let task = Arc::into_inner(owned).and_then(|last| last.task.into_inner());
                    if let Some(task) = task {
                        task.abort();
                        let _ = task.await;
                    }
                    Err(GetError::Cancelled)
                }
            }
        }

        fn look_up(&self, key: K) -> Result<L::Value, Arc<Owned<L::Value>>> {
            let mut table = self.0.table();
            if let Held::Fresh(value) = table.values.get(&key) {
                return Ok(value);
            }
            if let Some(flight) = table.flights.get(&key)
                && let Some(owned) = flight.owners.upgrade()
            {
                flight.waiters.fetch_max(Arc::strong_count(&owned), Relaxed);
                return Err(owned);
            }
            let (sender, answer) = watch::channel(None);
            let waiters = Arc::new(AtomicUsize::new(1));
            let landing = Landing {
                shared: Arc::clone(&self.0),
                key: key.clone(),
                waiters: Arc::clone(&waiters),
            };
            let owned = Arc::new(Owned {
                answer,
                task: OnceLock::new(),
            });
            let flight = Flight {
                owners: Arc::downgrade(&owned),
                waiters,
            };
            table.flights.insert(key, flight);
            drop(table);
            // Without the lock: where no runtime takes the task, it is dropped in here, and tidies up.
            #[expect(clippy::disallowed_methods, reason = "the handle aborts it on drop")]
            let task = AbortOnDropHandle::new(tokio::spawn(run(landing, sender)));
            let _ = owned.task.set(task);
            Err(owned)
        }
    }

    /// Owned by the task: dropped with it, it takes the flight out of the table.
    struct Landing<K: Key, L: Loader<K>> {
        shared: Arc<Shared<K, L>>,
        key: K,
        waiters: Arc<AtomicUsize>,
    }

    impl<K: Key, L: Loader<K>> Drop for Landing<K, L> {
        fn drop(&mut self) {
            let mut table = self.shared.table();
            let ours = |flight: &Flight<_>| Arc::ptr_eq(&flight.waiters, &self.waiters);
            if table.flights.get(&self.key).is_some_and(ours) {
                table.flights.remove(&self.key);
            }
        }
    }

    async fn run<K: Key, L: Loader<K>>(
        landing: Landing<K, L>,
        sender: watch::Sender<Option<Answer<L::Value>>>,
    ) {
        let start = Instant::now();
        let Landing {
            shared,
            key,
            waiters,
        } = &landing;
        let answer = shared.load(key).await;
        if let Ok(value) = &answer {
            shared.table().values.insert(key.clone(), value.clone());
        }
        log_load(key, waiters.load(Relaxed), start, Some(&answer));
        drop(landing);
        let _ = sender.send(Some(answer));
    }
}

//! A `OnceCell` for each load, set by a task that the waiters own. No waiter runs the load itself:
//! `get_or_try_init` would, and would hold the others up when it is not polled.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::sync::{
        Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use kata09_stampede::{Values, log_load};
    use tokio::{
        sync::{Notify, OnceCell},
        task::JoinSet,
    };

    struct Flight<V> {
        cell: Weak<Cell<V>>,
        landing: Arc<Landing<V>>,
    }

    /// What the task fills.
    struct Landing<V> {
        answer: OnceCell<Answer<V>>,
        done: Notify,
        waiters: AtomicUsize,
    }

    /// What the waiters own; its set is dropped, and its task aborted, with the last of them.
    struct Cell<V> {
        landing: Arc<Landing<V>>,
        abandon: Box<dyn Fn() + Send + Sync>,
        _task: JoinSet<()>,
    }

    impl<V> Drop for Cell<V> {
        fn drop(&mut self) {
            (self.abandon)();
        }
    }

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            let cell = match self.look_up(key) {
                Ok(value) => return Ok(value),
                Err(cell) => cell,
            };
            let landing = &cell.landing;
            loop {
                let done = landing.done.notified();
                if let Some(answer) = landing.answer.get() {
                    return answer.clone();
                }
                done.await;
            }
        }

        fn look_up(&self, key: K) -> Result<L::Value, Arc<Cell<L::Value>>> {
            let mut table = self.0.table();
            if let Held::Fresh(value) = table.values.get(&key) {
                return Ok(value);
            }
            if let Some(flight) = table.flights.get(&key)
                && let Some(cell) = flight.cell.upgrade()
            {
                flight
                    .landing
                    .waiters
                    .fetch_max(Arc::strong_count(&cell), Relaxed);
                return Err(cell);
            }
            let landing = Arc::new(Landing {
                answer: OnceCell::new(),
                done: Notify::new(),
                waiters: AtomicUsize::new(1),
            });
            let mut task = JoinSet::new();
            task.spawn(run(Arc::clone(&self.0), key.clone(), Arc::clone(&landing)));
            let cell = Arc::new(Cell {
                landing: Arc::clone(&landing),
                abandon: self.0.forget(key.clone(), Arc::clone(&landing)),
                _task: task,
            });
            let flight = Flight {
                cell: Arc::downgrade(&cell),
                landing,
            };
            table.flights.insert(key, flight);
            Err(cell)
        }
    }

    impl<K: Key, L: Loader<K>> Shared<K, L> {
        /// Takes the flight out of the table, unless it is the next one's.
        fn forget(
            self: &Arc<Self>,
            key: K,
            landing: Arc<Landing<L::Value>>,
        ) -> Box<dyn Fn() + Send + Sync> {
            let shared = Arc::clone(self);
            Box::new(move || {
                let mut table = shared.table();
                let flight = table.flights.get(&key);
                if flight.is_some_and(|flight| Arc::ptr_eq(&flight.landing, &landing)) {
                    table.flights.remove(&key);
                }
            })
        }
    }

    async fn run<K: Key, L: Loader<K>>(
        shared: Arc<Shared<K, L>>,
        key: K,
        landing: Arc<Landing<L::Value>>,
    ) {
        let start = Instant::now();
        let answer = shared.load(&key).await;
        shared.forget(key.clone(), Arc::clone(&landing))();
        if let Ok(value) = &answer {
            shared.table().values.insert(key.clone(), value.clone());
        }
        log_load(&key, landing.waiters.load(Relaxed), start, Some(&answer));
        landing
            .answer
            .set(answer)
            .unwrap_or_else(|_| unreachable!("only this task sets it"));
        landing.done.notify_waiters();
    }
}

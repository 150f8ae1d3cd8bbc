//! "A closed flight is begun again by the next caller." If one comes: the keys of products that are not
//! asked for again stay in the table.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{Values, log_load};
    use tokio::sync::watch;
    use tokio_util::task::AbortOnDropHandle;

    type Flight<V> = std::sync::Weak<Owned<V>>;

    struct Owned<V> {
        answer: watch::Receiver<Option<Answer<V>>>,
        _task: AbortOnDropHandle<()>,
    }

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let owned = self.join(key);
            let mut answer = owned.answer.clone();
            let answer = answer.wait_for(Option::is_some).await;
            answer.expect("the task sends").clone().expect("it is some")
        }

        fn join(&self, key: K) -> Arc<Owned<L::Value>> {
            let mut table = self.0.table();
            if let Some(owned) = table.flights.get(&key).and_then(Flight::upgrade) {
                return owned;
            }
            let (sender, answer) = watch::channel(None);
            let (shared, loaded) = (Arc::clone(&self.0), key.clone());
            #[expect(clippy::disallowed_methods, reason = "the handle aborts it on drop")]
            let task = tokio::spawn(async move {
                let start = Instant::now();
                let answer = shared.load(&loaded).await;
                let flight = shared.table().flights.get(&loaded).cloned();
                let waiters = flight.map_or(0, |flight| flight.strong_count());
                shared.land(&loaded, &answer);
                log_load(&loaded, waiters, start, Some(&answer));
                let _ = sender.send(Some(answer));
            });
            let owned = Arc::new(Owned {
                answer,
                _task: AbortOnDropHandle::new(task),
            });
            // The fault: an aborted task takes nothing out of the table.
            table.flights.insert(key, Arc::downgrade(&owned));
            owned
        }
    }
}

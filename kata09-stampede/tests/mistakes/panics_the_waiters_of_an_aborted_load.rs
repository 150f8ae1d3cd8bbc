//! "The task always sends its answer." Not when it is aborted: the caller that owns it leaves, the
//! channel closes, and the `expect` of everybody else panics.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{Values, log_load};
    use tokio::sync::watch;
    use tokio_util::task::AbortOnDropHandle;

    type Flight<V> = watch::Receiver<Option<Answer<V>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let (mut flight, _task) = self.join(key);
            let answer = flight.wait_for(Option::is_some).await;
            answer.expect("the load ends").clone().expect("it is some")
        }

        /// The flight, and for the caller that begins it also its task.
        fn join(&self, key: K) -> (Flight<L::Value>, Option<AbortOnDropHandle<()>>) {
            let mut table = self.0.table();
            if let Some(flight) = table.flights.get(&key)
                && flight.has_changed().is_ok()
            {
                return (flight.clone(), None);
            }
            let (sender, flight) = watch::channel(None);
            table.flights.insert(key.clone(), flight.clone());
            let shared = Arc::clone(&self.0);
            #[expect(clippy::disallowed_methods, reason = "the handle aborts it on drop")]
            let task = tokio::spawn(async move {
                let start = Instant::now();
                let answer = shared.load(&key).await;
                shared.land(&key, &answer);
                log_load(&key, sender.receiver_count(), start, Some(&answer));
                let _ = sender.send(Some(answer));
            });
            // The fault: one caller owns what all of them wait for.
            (flight, Some(AbortOnDropHandle::new(task)))
        }
    }
}

//! "A spawned load disturbs nobody." Nothing stops it, either: it runs on when every caller has left, and
//! the next one joins it instead of a new load.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{Values, log_load};
    use tokio::sync::watch;

    type Flight<V> = watch::Receiver<Option<Answer<V>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let mut flight = self.join(key);
            let answer = flight.wait_for(Option::is_some).await;
            answer.expect("the task sends").clone().expect("it is some")
        }

        fn join(&self, key: K) -> Flight<L::Value> {
            let mut table = self.0.table();
            if let Some(flight) = table.flights.get(&key) {
                return flight.clone();
            }
            let (sender, flight) = watch::channel(None);
            table.flights.insert(key.clone(), flight.clone());
            let shared = Arc::clone(&self.0);
            // The fault: no one owns the task.
            #[expect(clippy::disallowed_methods, reason = "the mistake itself")]
            tokio::spawn(async move {
                let start = Instant::now();
                let answer = shared.load(&key).await;
                // One receiver is the table's.
                let waiters = sender.receiver_count() - 1;
                shared.land(&key, &answer);
                log_load(&key, waiters, start, Some(&answer));
                let _ = sender.send(Some(answer));
            });
            flight
        }
    }
}

//! "The first caller loads and wakes the others." Nobody does if it is dropped on the way: the marker
//! stays, and everybody who comes waits for a load that has no owner.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{Values, log_load};
    use tokio::sync::watch;

    type Flight<V> = watch::Sender<Option<Answer<V>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            match self.join(&key) {
                Ok(followed) => Self::follow(followed).await,
                Err(led) => self.lead(led, key).await,
            }
        }

        /// Somebody else's load to follow, or the right to lead one.
        fn join(
            &self,
            key: &K,
        ) -> Result<watch::Receiver<Option<Answer<L::Value>>>, Flight<L::Value>> {
            let mut table = self.0.table();
            if let Some(flight) = table.flights.get(key) {
                return Ok(flight.subscribe());
            }
            let (sender, _) = watch::channel(None);
            table.flights.insert(key.clone(), sender.clone());
            Err(sender)
        }

        async fn lead(&self, led: Flight<L::Value>, key: K) -> Answer<L::Value> {
            let start = Instant::now();
            let answer = self.0.load(&key).await;
            // The fault: what clears the marker stands behind the await.
            self.0.land(&key, &answer);
            log_load(&key, led.receiver_count() + 1, start, Some(&answer));
            led.send_replace(Some(answer.clone()));
            answer
        }

        async fn follow(
            mut followed: watch::Receiver<Option<Answer<L::Value>>>,
        ) -> Answer<L::Value> {
            let answer = followed.wait_for(Option::is_some).await;
            answer
                .expect("the table holds a sender")
                .clone()
                .expect("it is some")
        }
    }
}

//! "The guard clears the marker, whatever happens." It also tells the followers that their load has
//! failed, though only a caller has left.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{GetError, Values, log_load};
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
            let mut marker = Marker {
                shared: &self.0,
                key: &key,
                led: &led,
                answer: None,
            };
            let answer = self.0.load(&key).await;
            log_load(&key, led.receiver_count() + 1, start, Some(&answer));
            marker.answer = Some(answer.clone());
            answer
        }

        async fn follow(
            mut followed: watch::Receiver<Option<Answer<L::Value>>>,
        ) -> Answer<L::Value> {
            let answer = followed.wait_for(Option::is_some).await;
            answer
                .expect("the leader holds a sender")
                .clone()
                .expect("it is some")
        }
    }

    /// Dropped with the leader: the flight is over then.
    struct Marker<'a, K: Key, L: Loader<K>> {
        shared: &'a Shared<K, L>,
        key: &'a K,
        led: &'a Flight<L::Value>,
        answer: Option<Answer<L::Value>>,
    }

    impl<K: Key, L: Loader<K>> Drop for Marker<'_, K, L> {
        fn drop(&mut self) {
            // The fault: the leader's end is taken for the load's.
            let answer = self.answer.take().unwrap_or(Err(GetError::Panicked));
            self.shared.land(self.key, &answer);
            self.led.send_replace(Some(answer));
        }
    }
}

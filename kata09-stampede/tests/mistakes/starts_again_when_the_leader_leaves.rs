//! "If the leader leaves, one follower takes over." Only one does, and begins anew: what had been
//! loaded so far is lost, and the others wait longer for it.
//!
//! Hint: 5

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use futures::FutureExt;
    use kata09_stampede::{Values, log_load};
    use tokio::sync::Mutex as AsyncMutex;

    type Flight<V> = Arc<AsyncMutex<Option<Answer<V>>>>;

    crate::shell::shell!(get);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            let flight = self
                .0
                .table()
                .flights
                .entry(key.clone())
                .or_default()
                .clone();
            // The fault: the turn is handed on, and the load is not.
            let mut turn = flight.lock().await;
            if let Some(answer) = &*turn {
                return answer.clone();
            }
            let start = Instant::now();
            let answer = self.0.load(&key).boxed().await;
            let waiters = Arc::strong_count(&flight) - 1;
            self.0.land(&key, &answer);
            log_load(&key, waiters, start, Some(&answer));
            *turn = Some(answer.clone());
            answer
        }
    }
}

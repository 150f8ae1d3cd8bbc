//! "First answer the callers, then store." Whoever asks between the two finds neither the flight nor the
//! value, and loads again.
//!
//! Hint: 1

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::log_load;

    crate::reference::reference!(get answer join values abandon refresh);

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = crate::shell::caught(async { shared.loader.load(key).await }).await;
        shared.table().flights.remove(key);
        // The fault: another caller's turn may come here.
        tokio::task::yield_now().await;
        shared.land(key, &answer);
        log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

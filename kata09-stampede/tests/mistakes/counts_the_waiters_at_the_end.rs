//! "The log says how many got the answer." It should say how large the stampede was: those that left on
//! the way waited, too.
//!
//! Hint: 7

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
        let answer = shared.load(key).await;
        shared.land(key, &answer);
        // The fault: the number at the end, not the most at one time.
        log_load(key, flight.0.receiver_count(), start, Some(&answer));
        answer
    }
}

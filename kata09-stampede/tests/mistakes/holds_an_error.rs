//! "The service is down: spare it." Every caller gets the old error for ever, though the service is
//! well again after a second.
//!
//! Hint: 4

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::log_load;

    crate::reference::reference!(get answer values abandon refresh);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        fn join(&self, key: K) -> watch::Receiver<State<L::Value>> {
            let mut table = self.0.table();
            match table.flights.get(&key) {
                Some(flight) if flight.is_wanted() => flight.join(),
                // The fault: a flight that has failed is joined, too.
                Some(flight) if flight.0.borrow().answer.is_some() => flight.join(),
                _ => self.begin(&mut table, key),
            }
        }
    }

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = shared.load(key).await;
        // And it stays where it is joined.
        if answer.is_ok() {
            shared.land(key, &answer);
        }
        log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

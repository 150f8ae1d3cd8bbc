//! "It has ended without a result, so there is nothing to log." A service that is so slow that every caller
//! leaves is the first thing that the log should show.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get answer join fly refresh values);

    fn abandon<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
        _start: Instant,
    ) {
        // The fault: it tidies up, and that is all.
        let mut table = shared.table();
        if flight.is_in(&table, key) {
            table.flights.remove(key);
        }
    }
}

//! "A spawned refresh ends some time." Until then it holds the loader, and asks the service for a cache
//! that nobody has any more.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get answer join fly abandon values);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        fn refresh(&self, key: K) {
            let mut table = self.0.table();
            if !table.flights.get(&key).is_some_and(Flight::is_wanted) {
                let flight = Flight::new();
                flight.0.send_modify(|state| state.refresh = true);
                table.flights.insert(key.clone(), flight.clone());
                // The fault: nothing stops it.
                self.spawn(key, flight, std::future::pending());
            }
        }
    }
}

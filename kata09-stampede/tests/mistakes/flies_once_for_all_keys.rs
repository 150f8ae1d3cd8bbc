//! "There is a load under way: wait for it." Whatever its key: a caller for salt gets the price of tea.
//!
//! Hint: 2

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    crate::reference::reference!(get answer fly values abandon refresh);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        fn join(&self, key: K) -> watch::Receiver<State<L::Value>> {
            let mut table = self.0.table();
            // The fault: any flight will do.
            match table.flights.values().next() {
                Some(flight) if !flight.0.is_closed() => flight.join(),
                _ => self.begin(&mut table, key),
            }
        }
    }
}

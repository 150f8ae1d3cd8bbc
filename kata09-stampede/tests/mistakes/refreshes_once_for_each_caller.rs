//! "Whoever gets a stale value begins a refresh." Two hundred callers, two hundred loads: the stampede,
//! only in the background.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get answer join fly abandon values);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        fn refresh(&self, key: K) {
            // The fault: it does not look whether one is under way.
            self.begin_refresh(&mut self.0.table(), key);
        }
    }
}

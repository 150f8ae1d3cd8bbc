//! "A refresh is a load like any other." Its one caller has left, with the stale value in hand, before the
//! load begins: it is dropped every time.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get answer join fly abandon values);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        fn refresh(&self, key: K) {
            // The fault: the waiter is dropped here, and nobody else wants the load.
            drop(self.join(key));
        }
    }
}

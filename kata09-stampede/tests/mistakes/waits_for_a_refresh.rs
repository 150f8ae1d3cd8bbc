//! "A stale value is no value." Every caller then waits for the slow service, as if nothing were held.
//!
//! Hint: 8

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    crate::reference::reference!(get join fly abandon values);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            // The fault: `Stale` goes the way of `Nothing`.
            match self.0.fresh(&key) {
                Some(value) => Ok(value),
                None => waited(self.join(key)).await,
            }
        }
    }
}

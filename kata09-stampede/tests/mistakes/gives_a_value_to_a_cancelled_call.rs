//! "The value is there, so why not give it?" The caller has cancelled, and its own `Cancelled` path is
//! what it expects, at every call.
//!
//! Hint: 6

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    crate::reference::reference!(answer join fly values abandon refresh);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            // The fault: the look-up comes before the token.
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            crate::shell::unless_cancelled(cancel, self.answer(key)).await
        }
    }
}

//! "It has failed, so tell everybody." By the caller's own token, which belongs to the caller and stops
//! whatever else hangs on it.
//!
//! Hint: 6

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    crate::reference::reference!(answer join fly values abandon refresh);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            let answer = crate::shell::unless_cancelled(cancel, self.answer(key)).await;
            if answer.is_err() {
                // The fault: a clone where a child was meant, or nothing at all.
                cancel.cancel();
            }
            answer
        }
    }
}

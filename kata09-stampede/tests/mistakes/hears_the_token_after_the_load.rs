//! "The load is under way, so wait for it." The caller wants to go now, not when the slow service has
//! answered.
//!
//! Hint: 6

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::GetError;

    crate::reference::reference!(answer join fly values abandon refresh);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) async fn get(&self, cancel: &CancellationToken, key: K) -> Answer<L::Value> {
            if cancel.is_cancelled() {
                return Err(GetError::Cancelled);
            }
            let answer = self.answer(key).await;
            // The fault: only now.
            if cancel.is_cancelled() {
                Err(GetError::Cancelled)
            } else {
                answer
            }
        }
    }
}

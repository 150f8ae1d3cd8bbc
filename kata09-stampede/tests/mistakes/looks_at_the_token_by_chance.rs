//! "`select!` looks at the token, too." At either branch first, by chance: a call that was cancelled
//! beforehand may begin a load all the same.
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
            // The fault: not `biased`.
            select! {
                () = cancel.cancelled() => Err(GetError::Cancelled),
                answer = self.answer(key) => answer,
            }
        }
    }
}

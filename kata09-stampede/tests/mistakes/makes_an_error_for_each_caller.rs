//! "An error is not `Clone`, so each caller gets its own." They cannot tell that it was one load that
//! failed, and the loader's type is gone.
//!
//! Hint: 4

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::GetError;

    crate::reference::reference!(get join fly values abandon);

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        async fn answer(&self, key: K) -> Answer<L::Value> {
            if let Some(value) = self.0.fresh(&key) {
                return Ok(value);
            }
            waited(self.join(key)).await.map_err(|error| match error {
                // The fault.
                GetError::Load(source) => {
                    GetError::Load(Arc::new(format!("shared: {source}").into()))
                }
                other => other,
            })
        }
    }
}

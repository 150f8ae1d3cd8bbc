//! "A key can be displayed, so its text will do." Two keys may display alike, and one of them gets the
//! other's value.
//!
//! Hint: 2

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::fmt;

    use kata09_stampede::{Builder, GetError, Key, LoadError, Loader, solution};
    use tokio_util::sync::CancellationToken;

    /// The fault: compared and hashed by its text.
    #[derive(Debug, Clone)]
    struct ByText<K>(K);

    impl<K: fmt::Display> PartialEq for ByText<K> {
        fn eq(&self, other: &Self) -> bool {
            self.0.to_string() == other.0.to_string()
        }
    }

    impl<K: fmt::Display> Eq for ByText<K> {}

    impl<K: fmt::Display> std::hash::Hash for ByText<K> {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            self.0.to_string().hash(state);
        }
    }

    impl<K: fmt::Display> fmt::Display for ByText<K> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    struct Inner<L>(L);

    impl<K: Key, L: Loader<K>> Loader<ByText<K>> for Inner<L> {
        type Value = L::Value;

        async fn load(&self, key: &ByText<K>) -> Result<L::Value, LoadError> {
            self.0.load(&key.0).await
        }
    }

    /// The reference, under other keys.
    pub(crate) struct Cache<K: Key, L: Loader<K>>(solution::Cache<ByText<K>, Inner<L>>);

    impl<K: Key, L: Loader<K>> Clone for Cache<K, L> {
        fn clone(&self) -> Self {
            Self(self.0.clone())
        }
    }

    impl<K: Key, L: Loader<K>> Cache<K, L> {
        pub(crate) fn builder(loader: L) -> Builder<L, Self> {
            Builder::new(loader, |loader, settings| {
                let cache = solution::Cache::builder(Inner(loader));
                Self(cache.time_to_live(settings.time_to_live).build())
            })
        }

        pub(crate) fn len(&self) -> usize {
            self.0.len()
        }

        pub(crate) async fn get(
            &self,
            cancel: &CancellationToken,
            key: K,
        ) -> Result<L::Value, GetError> {
            self.0.get(cancel, ByText(key)).await
        }
    }
}

//! "The text says what happened." To a person: a caller that downcasts the source, to see whether it is
//! worth another try, finds a string.
//!
//! Hint: 4

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use kata09_stampede::{GetError, log_load};

    crate::reference::reference!(get answer join values abandon refresh);

    async fn fly<K: Key, L: Loader<K>>(
        shared: &Shared<K, L>,
        key: &K,
        flight: &Flight<L::Value>,
    ) -> Answer<L::Value> {
        let start = Instant::now();
        let answer = shared.load(key).await.map_err(|error| match error {
            // The fault.
            GetError::Load(source) => GetError::Load(Arc::new(source.to_string().into())),
            other => other,
        });
        shared.land(key, &answer);
        log_load(key, flight.waiters(), start, Some(&answer));
        answer
    }
}

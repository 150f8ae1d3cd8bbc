//! `buffer_unordered`, whose futures are polled as long as somebody asks for the next: right where the
//! answers are only collected, as nobody does anything between two of them.
//!
//! The cap is shared with other calls, so each future takes its permit itself; the stream pulls no more
//! users than there may be in flight.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::collections::{HashMap, HashSet};

    use bytes::Bytes;
    use futures::{StreamExt, TryStreamExt, stream};
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio_util::sync::CancellationToken;

    use crate::shell::attempt;

    crate::shell::shell!();

    impl<A: WidgetApi> FanOutClient<A> {
        pub(crate) async fn fetch_all(
            &self,
            cancel: &CancellationToken,
            users: impl IntoIterator<Item = UserId, IntoIter: Send>,
        ) -> Result<HashMap<UserId, Bytes>, FetchError> {
            let mut asked = HashSet::new();
            let users = users.into_iter().filter(|user| asked.insert(*user));
            let requests = stream::iter(users).map(|user| async move {
                let permit = self.in_flight.acquire().await;
                let _permit = permit.expect("nobody closes the semaphore");
                self.pace.ready().await;
                attempt(&*self.api, user, 1).await
            });
            let all = requests
                .buffer_unordered(self.settings.max_in_flight.get())
                .try_collect();
            cancel
                .run_until_cancelled(all)
                .await
                .unwrap_or(Err(FetchError::Cancelled))
        }
    }
}

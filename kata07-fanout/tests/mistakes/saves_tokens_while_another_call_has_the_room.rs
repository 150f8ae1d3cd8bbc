//! "With eight futures in the buffer there is a permit for each." For each of *this* call's. While
//! another one has them all, eight tokens are saved up here, and spent at once when it is over.

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
                self.pace.ready().await;
                let permit = self.in_flight.acquire().await;
                let _permit = permit.expect("nobody closes the semaphore");
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

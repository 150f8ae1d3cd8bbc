//! "Latency is how long it takes." The API is then blamed for our own limiter.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::{
        collections::{HashMap, HashSet},
        sync::Arc,
    };

    use bytes::Bytes;
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio::{select, task::JoinSet, time::Instant};
    use tokio_util::sync::CancellationToken;

    use crate::shell::attempt_since;

    crate::shell::shell!();

    impl<A: WidgetApi> FanOutClient<A> {
        pub(crate) async fn fetch_all(
            &self,
            cancel: &CancellationToken,
            users: impl IntoIterator<Item = UserId, IntoIter: Send>,
        ) -> Result<HashMap<UserId, Bytes>, FetchError> {
            let mut asked = HashSet::new();
            let mut users = users
                .into_iter()
                .filter(|user| asked.insert(*user))
                .peekable();
            let (mut tasks, mut fetched) = (JoinSet::new(), HashMap::new());
            let result = loop {
                let more = users.peek().is_some();
                if !more && tasks.is_empty() {
                    break Ok(fetched);
                }
                let permit = Arc::clone(&self.in_flight).acquire_owned();
                select! {
                    biased;
                    () = cancel.cancelled() => break Err(FetchError::Cancelled),
                    Some(answer) = tasks.join_next() => match answer.expect("no attempt panics") {
                        Ok((user, widgets)) => {
                            fetched.insert(user, widgets);
                        }
                        Err(error) => break Err(error),
                    },
                    permit = permit, if more => match users.next() {
                        None => {}
                        Some(user) => {
                            let client = self.clone();
                            tasks.spawn(async move {
                                let _permit = permit;
                                let start = Instant::now();
                                client.pace.ready().await;
                                attempt_since(start, &*client.api, user, 1).await
                            });
                        }
                    },
                }
            };
            tasks.shutdown().await;
            result
        }
    }
}

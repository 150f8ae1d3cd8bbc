//! "First I may, then I have room." While there is no room, the tokens are saved up outside the limiter;
//! when the API recovers from a stall, they are all spent at once.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::collections::{HashMap, HashSet};

    use bytes::Bytes;
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio::{select, task::JoinSet};
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
                let ready = self.pace.ready();
                select! {
                    biased;
                    () = cancel.cancelled() => break Err(FetchError::Cancelled),
                    Some(answer) = tasks.join_next() => match answer.expect("no attempt panics") {
                        Ok((user, widgets)) => {
                            fetched.insert(user, widgets);
                        }
                        Err(error) => break Err(error),
                    },
                    () = ready, if more && tasks.len() < 64 => match users.next() {
                        None => {}
                        Some(user) => {
                            let client = self.clone();
                            // A task of its own for each token, as the permit comes second.
                            tasks.spawn(async move {
                                let permit = client.in_flight.acquire().await;
                                let _permit = permit.expect("nobody closes the semaphore");
                                attempt(&*client.api, user, 1).await
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

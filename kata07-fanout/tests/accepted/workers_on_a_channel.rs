//! As many workers as there may be in flight, each pulling its next user from a channel that holds one:
//! whoever feeds it waits for a free worker, so the input is pulled as there is room.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    use std::collections::{HashMap, HashSet};

    use bytes::Bytes;
    use futures::{FutureExt, future::try_join};
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio::task::JoinSet;
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
            let (user_tx, user_rx) = async_channel::bounded::<UserId>(1);
            let (answer_tx, answer_rx) = async_channel::unbounded();
            let mut workers = JoinSet::new();
            for _ in 0..self.settings.max_in_flight.get() {
                let (client, users, answers) = (self.clone(), user_rx.clone(), answer_tx.clone());
                workers.spawn(async move {
                    loop {
                        // No more workers than places, so one user each is all that is pulled ahead.
                        let Ok(user) = users.recv().await else { return };
                        let permit = client.in_flight.acquire().await;
                        let _permit = permit.expect("nobody closes the semaphore");
                        client.pace.ready().await;
                        // An error means that the call is over: nobody misses the answer.
                        let _ = answers.send(attempt(&*client.api, user, 1).await).await;
                    }
                });
            }
            // The workers hold the other ends; without them both channels end.
            drop((user_rx, answer_tx));
            let feed = async {
                for user in users {
                    user_tx
                        .send(user)
                        .await
                        .expect("the workers outlive their feed");
                }
                user_tx.close();
            };
            let collect = async {
                let mut fetched = HashMap::new();
                while let Ok(answer) = answer_rx.recv().await {
                    let (user, widgets) = answer?;
                    fetched.insert(user, widgets);
                }
                Ok(fetched)
            };
            let both = async {
                let fed = feed.map(Ok);
                try_join(fed, collect).await.map(|((), fetched)| fetched)
            };
            let result = cancel
                .run_until_cancelled(both)
                .await
                .unwrap_or(Err(FetchError::Cancelled));
            workers.shutdown().await;
            result
        }
    }
}

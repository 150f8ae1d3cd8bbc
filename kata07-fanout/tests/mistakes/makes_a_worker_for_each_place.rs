//! "As many workers as there are places."
//! Hint: 3
//!
//! A cap of 20,000 and one user: 20,000 tasks for one request.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let users = Self::each_once(client, users);
        let (send, receive) = async_channel::bounded::<UserId>(1);
        let mut workers = JoinSet::new();
        for _ in 0..client.settings.max_in_flight.get().min(20_000) {
            let (client, users) = (client.clone(), receive.clone());
            workers.spawn(async move {
                let mut fetched = Vec::new();
                while let Ok(user) = users.recv().await {
                    fetched.push(Self::request(&client, user).await?);
                }
                Ok(fetched)
            });
        }
        drop(receive);
        let work = async {
            for user in users {
                // An error means that every worker has failed; the loop below finds out why.
                let _ = send.send(user).await;
            }
            drop(send);
            let mut fetched = HashMap::new();
            while let Some(worker) = workers.join_next().await {
                fetched.extend(worker.expect("an attempt catches its panic")?);
            }
            Ok(fetched)
        };
        let result = cancel.run_until_cancelled(work).await;
        workers.shutdown().await;
        result.unwrap_or(Err(FetchError::Cancelled))
    }
}

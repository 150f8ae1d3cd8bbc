//! Workers that are futures of one task, each taking the next user from one iterator behind a
//! mutex. A worker starts only when there is a user for it.

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let users = Mutex::new(Self::each_once(client, users));
        let next = || users.lock().expect("no panic under the lock").next();
        let workers = FuturesUnordered::new();
        while workers.len() < client.settings.max_in_flight.get() && !cancel.is_cancelled() {
            let Some(mut user) = next() else { break };
            workers.push(async move {
                let mut fetched = Vec::new();
                loop {
                    fetched.push(Self::request(client, user).await?);
                    user = match next() {
                        Some(user) => user,
                        None => return Ok(stream::iter(fetched).map(Ok)),
                    };
                }
            });
        }
        let all = cancel.run_until_cancelled(workers.try_flatten().try_collect());
        all.await.unwrap_or(Err(FetchError::Cancelled))
    }
}

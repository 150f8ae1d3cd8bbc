//! Tasks that live as long as the call, and take the next user from a channel. A worker is spawned
//! only when there is a user for it.

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let users = Self::each_once(client, users);
        let (send, receive) = async_channel::bounded::<UserId>(1);
        let mut workers = JoinSet::new();
        let work = async {
            for user in users {
                if workers.len() < client.settings.max_in_flight.get() {
                    workers.spawn(worker::<A, Self>(client.clone(), user, receive.clone()));
                    continue;
                }
                select! {
                    biased;
                    Some(ended) = workers.join_next() => ended.expect("an attempt catches its panic").map(drop)?,
                    // It waits until a worker is free: the users are pulled as there is room.
                    sent = send.send(user) => sent.expect("`receive` is open"),
                }
            }
            drop((send, receive));
            let mut fetched = HashMap::new();
            while let Some(ended) = workers.join_next().await {
                fetched.extend(ended.expect("an attempt catches its panic")?);
            }
            Ok(fetched)
        };
        let result = cancel.run_until_cancelled(work).await;
        workers.shutdown().await;
        result.unwrap_or(Err(FetchError::Cancelled))
    }
}

async fn worker<A: WidgetApi, P: Pieces>(
    client: Client<A, P>,
    first: UserId,
    users: async_channel::Receiver<UserId>,
) -> Result<Vec<(UserId, Bytes)>, FetchError> {
    let mut fetched = vec![P::request(&client, first).await?];
    while let Ok(user) = users.recv().await {
        fetched.push(P::request(&client, user).await?);
    }
    Ok(fetched)
}

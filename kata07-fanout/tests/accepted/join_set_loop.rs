//! The loop that many would write: permits, answers and the token in one `select!`.

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
        let (mut users, mut tasks) = (users.peekable(), JoinSet::new());
        let mut fetched = HashMap::new();
        let result = loop {
            let more = users.peek().is_some();
            if !more && tasks.is_empty() {
                break Ok(fetched);
            }
            select! {
                biased;
                () = cancel.cancelled() => break Err(FetchError::Cancelled),
                Some(answer) = tasks.join_next() => match answer.expect("an attempt catches its panic") {
                    Ok((user, widgets)) => _ = fetched.insert(user, widgets),
                    Err(error) => break Err(error),
                },
                permit = client.in_flight.clone().acquire_owned(), if more => {
                    let Some(user) = users.next() else { continue };
                    let client = client.clone();
                    tasks.spawn(async move {
                        let _permit = permit.expect("the semaphore is never closed");
                        Self::attempts(&client, user).await
                    });
                }
            }
        };
        tasks.shutdown().await;
        result
    }
}

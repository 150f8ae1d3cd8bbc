//! `futures::future::select`, nested: the token before an answer, an answer before a permit.

use std::future::pending;

use futures::future::{Either, select};

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut users = Self::each_once(client, users).peekable();
        let (mut requests, mut fetched) = (FuturesUnordered::new(), HashMap::new());
        let mut cancelled = pin!(cancel.cancelled());
        loop {
            let more = users.peek().is_some();
            if !more && requests.is_empty() {
                return Ok(fetched);
            }
            let freed = {
                let answer = pin!(async {
                    match requests.next().await {
                        Some(answer) => answer,
                        None => pending().await,
                    }
                });
                let permit = pin!(async {
                    match more {
                        true => client.in_flight.acquire().await,
                        false => pending().await,
                    }
                });
                match select(cancelled.as_mut(), select(answer, permit)).await {
                    Either::Left(_) => return Err(FetchError::Cancelled),
                    Either::Right((Either::Left((answer, _)), _)) => Either::Left(answer?),
                    Either::Right((Either::Right((permit, _)), _)) => Either::Right(permit),
                }
            };
            let permit = match freed {
                Either::Right(permit) => permit,
                Either::Left(answer) => {
                    fetched.extend([answer]);
                    continue;
                }
            };
            let Some(user) = users.next() else { continue };
            requests.push(async move {
                let _permit = permit.expect("the semaphore is never closed");
                Self::attempts(client, user).await
            });
        }
    }
}

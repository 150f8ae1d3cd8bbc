//! A pool of boxed futures in a `Vec`, polled by a `poll_fn` of its own.

use std::{future::poll_fn, mem};

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut users = Self::each_once(client, users);
        let mut pool: Vec<BoxFuture<'_, Answer>> = Vec::new();
        let mut fetched = HashMap::new();
        let all = poll_fn(|context| {
            loop {
                while pool.len() < client.settings.max_in_flight.get() {
                    let Some(user) = users.next() else { break };
                    pool.push(Box::pin(Self::request(client, user)));
                }
                let before = pool.len();
                let mut failed = None;
                pool.retain_mut(|request| match request.as_mut().poll(context) {
                    Poll::Pending => true,
                    Poll::Ready(answer) => {
                        match answer {
                            Ok((user, widgets)) => _ = fetched.insert(user, widgets),
                            Err(error) => _ = failed.get_or_insert(error),
                        }
                        false
                    }
                });
                if let Some(error) = failed {
                    return Poll::Ready(Err(error));
                }
                if pool.is_empty() && before == 0 {
                    return Poll::Ready(Ok(mem::take(&mut fetched)));
                }
                if pool.len() == before {
                    return Poll::Pending;
                }
            }
        });
        let result = cancel.run_until_cancelled(all).await;
        result.unwrap_or(Err(FetchError::Cancelled))
    }
}

//! "Look whether a task has ended, else give way."
//! Hint: 5
//!
//! A loop over `yield_now` is never idle: it burns a core, and a paused clock never moves.

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
        let mut call = pin!(Self::fetch_stream(client.clone(), cancel.clone(), users));
        let mut fetched = HashMap::new();
        loop {
            match call.next().now_or_never() {
                Some(Some(answer)) => fetched.extend([answer?]),
                Some(None) => return Ok(fetched),
                None => yield_now().await,
            }
        }
    }
}

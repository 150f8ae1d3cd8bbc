//! "Look at the token every 10 ms, that is often enough."
//! Hint: 5
//!
//! Await the token instead: you return at once, and an idle call does nothing.

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
        let answers = Self::fetch_stream(client.clone(), CancellationToken::new(), users);
        let mut all = pin!(answers.try_collect());
        while !cancel.is_cancelled() {
            if let Ok(result) = timeout(Duration::from_millis(10), &mut all).await {
                return result;
            }
        }
        Err(FetchError::Cancelled)
    }
}

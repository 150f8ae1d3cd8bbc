//! "The loop checks the token before each request."
//! Hint: 5
//!
//! It does not check while it waits for an answer, which may never come.

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
        let requests = stream::iter(users.take_while(|_| !cancel.is_cancelled()));
        let answers = requests
            .map(|user| Self::request(client, user))
            .buffer_unordered(client.settings.max_in_flight.get());
        let fetched = answers.try_collect().await?;
        if cancel.is_cancelled() {
            return Err(FetchError::Cancelled);
        }
        Ok(fetched)
    }
}

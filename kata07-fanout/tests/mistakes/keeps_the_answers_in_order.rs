//! "`buffered(8)` has eight in flight."
//! Hint: 3
//!
//! It yields in order: behind a slow first answer, finished requests keep their places.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let requests = stream::iter(Self::each_once(client, users));
        let answers = requests
            .map(|user| Self::request(client, user))
            .buffered(client.settings.max_in_flight.get());
        let all = cancel.run_until_cancelled(answers.try_collect());
        all.await.unwrap_or(Err(FetchError::Cancelled))
    }
}

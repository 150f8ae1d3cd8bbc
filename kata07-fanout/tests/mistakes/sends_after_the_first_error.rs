//! "I keep the error and return it at the end."
//! Hint: 4
//!
//! Until then it sends every other request.

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
            .buffer_unordered(client.settings.max_in_flight.get())
            .collect::<Vec<_>>();
        let all = cancel.run_until_cancelled(answers).await;
        all.ok_or(FetchError::Cancelled)?.into_iter().collect()
    }
}

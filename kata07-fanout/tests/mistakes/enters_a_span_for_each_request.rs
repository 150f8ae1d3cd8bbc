//! "A span with the user, entered before the request."
//! Hint: 6
//!
//! Requests interleave on one thread: an event carries the user whose span was entered last.

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
            .map(async |user| {
                let _entered = info_span!("request", user_id = user.0).entered();
                Self::request(client, user).await
            })
            .buffer_unordered(client.settings.max_in_flight.get());
        let all = cancel.run_until_cancelled(answers.try_collect());
        all.await.unwrap_or(Err(FetchError::Cancelled))
    }
}

//! "Try to take a permit, else give way."
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
        let requests = stream::iter(Self::each_once(client, users));
        let answers = requests
            .map(|user| Self::request(client, user))
            .buffer_unordered(client.settings.max_in_flight.get());
        let all = cancel.run_until_cancelled(answers.try_collect());
        all.await.unwrap_or(Err(FetchError::Cancelled))
    }

    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let _permit = loop {
            match client.in_flight.try_acquire() {
                Ok(permit) => break permit,
                Err(_) => yield_now().await,
            }
        };
        Self::attempts(client, user).await
    }
}

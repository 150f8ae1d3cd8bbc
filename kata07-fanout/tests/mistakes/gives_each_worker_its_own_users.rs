//! "Eight workers, and every eighth user for each."
//! Hint: 3
//!
//! A worker with a slow user keeps its other users waiting while the rest have nothing to do.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let workers = client.settings.max_in_flight.get();
        let users: Vec<_> = Self::each_once(client, users.take(10_000)).collect();
        let work = (0..workers.min(users.len())).map(|worker| {
            let own = stream::iter(users.iter().skip(worker).step_by(workers));
            own.then(|user| Self::request(client, *user))
                .try_collect::<Vec<_>>()
        });
        let all = cancel.run_until_cancelled(try_join_all(work)).await;
        let answers = all.unwrap_or(Err(FetchError::Cancelled))?;
        Ok(answers.into_iter().flatten().collect())
    }
}

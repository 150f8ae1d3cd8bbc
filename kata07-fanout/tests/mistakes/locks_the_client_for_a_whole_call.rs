//! "One call at a time keeps the limits."
//! Hint: 3
//!
//! A second caller waits for the whole first call, although there are free places.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let _one_at_a_time = client.memory.lock.lock().await;
        let users = Self::each_once(client, users);
        let answers = Self::fetch_stream(client.clone(), cancel.clone(), users);
        answers.try_collect().await
    }
}

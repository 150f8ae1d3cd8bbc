//! "`span.enter()` at the top covers the whole call."
//! Hint: 6
//!
//! The guard stays entered while the call waits: events of other work carry its fields.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let _entered = info_span!("fetch_all").entered();
        let users = Self::each_once(client, users);
        let answers = Self::fetch_stream(client.clone(), cancel.clone(), users);
        answers.try_collect().await
    }
}

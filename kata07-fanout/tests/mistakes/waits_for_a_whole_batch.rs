//! "Eight at a time: send eight, wait for all eight, send eight more."
//! Hint: 3
//!
//! One slow request keeps seven places empty.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut users = Self::each_once(client, users);
        let mut fetched = HashMap::new();
        loop {
            let batch: Vec<_> = users
                .by_ref()
                .take(client.settings.max_in_flight.get())
                .collect();
            if batch.is_empty() {
                return Ok(fetched);
            }
            let answers = Self::fetch_stream(client.clone(), cancel.clone(), batch.into_iter());
            fetched.extend(answers.try_collect::<HashMap<_, _>>().await?);
        }
    }
}

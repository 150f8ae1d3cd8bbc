//! "The first answer belongs to the first user."
//! Hint: 1
//!
//! Answers arrive in any order. Each request must carry its user.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut asked = Vec::new();
        let users = Self::each_once(client, users).inspect(|user| asked.push(*user));
        let answers = Self::fetch_stream(client.clone(), cancel.clone(), users);
        let answers: Vec<_> = answers.try_collect().await?;
        let widgets = answers.into_iter().map(|(_, widgets)| widgets);
        Ok(asked.into_iter().zip(widgets).collect())
    }
}

//! "Wait until the limiter is ready, then take a token."
//! Hint: 2
//!
//! Waiting has taken the token. The second `ready` takes another.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn paid_attempt<A: WidgetApi>(client: &Client<A, Self>, user: UserId, n: u32) -> Answer {
        client.pace.ready().await;
        client.pace.ready().await;
        Self::attempt(client, user, n).await
    }
}

//! "Latency is how long it takes."
//! Hint: 6
//!
//! The log then blames the API for your own limiter.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn paid_attempt<A: WidgetApi>(client: &Client<A, Self>, user: UserId, n: u32) -> Answer {
        let start = Instant::now();
        client.pace.ready().await;
        Self::attempt_since(start, client, user, n).await
    }
}

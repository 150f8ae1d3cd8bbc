//! "`acquire_many(max)`: then nothing else is in flight."
//! Hint: 3
//!
//! One request takes all eight places, and every other caller waits for it.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let all = client.settings.max_in_flight.get().min(8) as u32;
        let _permits = client.in_flight.acquire_many(all).await;
        Self::attempts(client, user).await
    }
}

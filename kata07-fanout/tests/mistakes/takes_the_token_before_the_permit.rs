//! "First I may send, then I wait for a place."
//! Hint: 2
//!
//! While the API stalls, tokens pile up outside the limiter. When it recovers, they all go at
//! once.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    // One task for each token, as the place comes second.
    fn most_tasks(_settings: Settings) -> usize {
        64
    }

    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        client.pace.ready().await;
        let _permit = client.in_flight.acquire().await;
        Self::attempt(client, user, 1).await
    }
}

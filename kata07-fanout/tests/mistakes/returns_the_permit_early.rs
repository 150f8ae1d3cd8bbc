//! "I have my turn now, the next may come."
//! Hint: 3
//!
//! The request has only begun, and its place is free again: more than eight are in flight.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let permit = client.in_flight.acquire().await;
        client.pace.ready().await;
        drop(permit);
        Self::attempt(client, user, 1).await
    }
}

//! "My call has eight tasks, so there is a permit for each."
//! Hint: 2
//!
//! Another call may hold all eight. Eight tokens then wait here, and go at once when it ends.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        client.pace.ready().await;
        let _permit = client.in_flight.acquire().await;
        Self::attempt(client, user, 1).await
    }
}

//! "A mutex around the request makes it safe."
//! Hint: 3
//!
//! The lock is held over the await, so only one request is in flight at a time.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn attempts<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let _one_at_a_time = client.memory.lock.lock().await;
        Self::paid_attempt(client, user, 1).await
    }
}

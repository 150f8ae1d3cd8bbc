//! "No API takes longer than this."
//! Hint: 1
//!
//! The time limit of a request belongs to the API behind the port, which knows it.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn paid_attempt<A: WidgetApi>(client: &Client<A, Self>, user: UserId, n: u32) -> Answer {
        client.pace.ready().await;
        let after = Duration::from_secs(30);
        match timeout(after, Self::attempt(client, user, n)).await {
            Ok(answer) => answer,
            Err(_) => Err(Self::failed(user, n, ApiError::TimedOut { after })),
        }
    }
}

//! "Ten a second is one every 100 ms."
//! Hint: 2
//!
//! A fixed sleep knows nothing of bursts, of rests, or of other calls.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn paid_attempt<A: WidgetApi>(client: &Client<A, Self>, user: UserId, n: u32) -> Answer {
        sleep(Duration::from_secs(1) / client.settings.requests_per_second.get()).await;
        Self::attempt(client, user, n).await
    }
}

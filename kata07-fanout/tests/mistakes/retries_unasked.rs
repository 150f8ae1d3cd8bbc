//! "One more attempt never hurts."
//! Hint: 4
//!
//! It hides the first error, and takes another token from every caller.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn attempts<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        match Self::paid_attempt(client, user, 1).await {
            Err(FetchError::Api { .. }) => Self::paid_attempt(client, user, 2).await,
            answer => answer,
        }
    }
}

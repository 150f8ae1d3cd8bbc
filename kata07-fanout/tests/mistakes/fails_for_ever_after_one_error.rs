//! "After an error the client is broken."
//! Hint: 4
//!
//! One user failed once, and every later call of every clone fails with it.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn stop_token<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
    ) -> CancellationToken {
        if client.memory.failed.is_cancelled() {
            cancel.child_token()
        } else {
            client.memory.failed.clone()
        }
    }

    async fn attempts<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        if client.memory.failed.is_cancelled() {
            return Err(FetchError::Cancelled);
        }
        Self::paid_attempt(client, user, 1).await
    }
}

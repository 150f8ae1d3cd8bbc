//! "A request that pauses needs no place."
//! Hint: 7
//!
//! Another request takes the place, and an API in trouble gets more and more of them.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let mut attempts = 1;
        loop {
            let permit = client.in_flight.acquire().await;
            let error = match Self::paid_attempt(client, user, attempts).await {
                Err(error) if attempts < client.settings.max_attempts.get() => error,
                answer => return answer,
            };
            drop(permit);
            match Self::pause(&error, attempts, client.settings.jitter_seed, user) {
                Some(pause) => sleep(pause).await,
                None => return Err(error),
            }
            attempts += 1;
        }
    }
}

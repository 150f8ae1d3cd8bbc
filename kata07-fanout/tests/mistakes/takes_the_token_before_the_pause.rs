//! "A token for the next attempt, then the pause."
//! Hint: 7
//!
//! Tokens pile up outside the limiter during the pause, and the bucket fills up again.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let _permit = client.in_flight.acquire().await;
        client.pace.ready().await;
        let mut attempts = 1;
        loop {
            let error = match Self::attempt(client, user, attempts).await {
                Err(error) if attempts < client.settings.max_attempts.get() => error,
                answer => return answer,
            };
            match Self::pause(&error, attempts, client.settings.jitter_seed, user) {
                Some(pause) => {
                    client.pace.ready().await;
                    sleep(pause).await;
                }
                None => return Err(error),
            }
            attempts += 1;
        }
    }
}

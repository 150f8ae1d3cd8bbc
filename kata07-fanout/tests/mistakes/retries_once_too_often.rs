//! "`max_attempts` retries."
//! Hint: 7
//!
//! Three attempts are one request and two retries.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    async fn attempts<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let mut attempts = 1;
        loop {
            let error = match Self::paid_attempt(client, user, attempts).await {
                Err(error) if attempts <= client.settings.max_attempts.get() => error,
                answer => return answer,
            };
            match Self::pause(&error, attempts, client.settings.jitter_seed, user) {
                Some(pause) => sleep(pause).await,
                None => return Err(error),
            }
            attempts += 1;
        }
    }
}

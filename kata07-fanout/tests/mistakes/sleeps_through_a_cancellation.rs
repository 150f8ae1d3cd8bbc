//! "Every request listens to the token."
//! Hint: 7
//!
//! The pause is a wait as well, and may be a minute long.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    async fn task<A: WidgetApi>(
        client: Client<A, Self>,
        stop: CancellationToken,
        user: UserId,
    ) -> Option<Answer> {
        let permit = stop.run_until_cancelled(client.in_flight.acquire()).await?;
        let mut attempts = 1;
        let answer = loop {
            let attempt = Self::paid_attempt(&client, user, attempts);
            let error = match stop.run_until_cancelled(attempt).await? {
                Err(error) if attempts < client.settings.max_attempts.get() => error,
                answer => break answer,
            };
            match Self::pause(&error, attempts, client.settings.jitter_seed, user) {
                Some(pause) => sleep(pause).await,
                None => break Err(error),
            }
            attempts += 1;
        };
        drop(permit);
        ends_the_call(&stop, async { answer }).await
    }

    async fn clean_up(tasks: &mut Tasks) {
        while tasks.join_next().await.is_some() {}
    }
}

//! One user's request: its permit, its tokens, its attempts and the pauses between them.

use bytes::Bytes;
use tokio::{sync::Semaphore, time::sleep};

use super::{attempt_log::AttemptLog, back_off::pause};
use crate::{ApiError, Budget, BudgetError, FetchError, UserId, WidgetApi};

/// What all clones and calls share.
#[derive(Debug)]
pub(super) struct Shared<A, B> {
    pub(super) api: A,
    pub(super) budget: B,
    pub(super) in_flight: Semaphore,
    pub(super) max_in_flight: usize,
    pub(super) max_attempts: u32,
    pub(super) jitter_seed: u64,
}

impl<A: WidgetApi, B: Budget> Shared<A, B> {
    pub(super) async fn fetch(&self, user: UserId) -> Result<(UserId, Bytes), FetchError> {
        // Acquired here, in the task: a stream that is not polled would be given a permit and keep it
        // from other calls. Held through every attempt and pause.
        let permit = self.in_flight.acquire().await;
        let _permit = permit.expect("the semaphore is never closed");
        let mut attempts = 1;
        loop {
            // The poll that takes the token also sends the request, so no token is lost.
            if let Err(unavailable) = self.budget.ready().await {
                return Err(no_token(user, attempts - 1, unavailable));
            }
            let source = match self.attempt(user, attempts).await {
                Ok(widgets) => return Ok((user, widgets)),
                Err(source) => source,
            };
            let again = attempts < self.max_attempts;
            let seed = self.jitter_seed ^ user.0.rotate_left(32);
            let Some(pause) = pause(&source, attempts, seed).filter(|_| again) else {
                return Err(FetchError::Api {
                    user,
                    attempts,
                    source,
                });
            };
            sleep(pause).await;
            attempts += 1;
        }
    }

    async fn attempt(&self, user: UserId, attempt: u32) -> Result<Bytes, ApiError> {
        let mut log = AttemptLog::start(user, attempt);
        let result = self.api.fetch_widgets(user).await;
        log.outcome = if result.is_ok() { "ok" } else { "failed" };
        result
    }
}

fn no_token(user: UserId, attempts: u32, unavailable: BudgetError) -> FetchError {
    FetchError::Api {
        user,
        attempts,
        source: ApiError::Transport(Box::new(unavailable)),
    }
}

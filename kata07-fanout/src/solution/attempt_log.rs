//! One log event per attempt, however the attempt ends.

use std::thread;

use tokio::time::Instant;
use tracing::{Dispatch, dispatcher, info};

use crate::UserId;

/// Owned by the attempt, and logs when it is dropped: after an answer, a panic or a cancellation.
pub(super) struct AttemptLog {
    user: UserId,
    attempt: u32,
    start: Instant,
    /// `cancelled` until the attempt sets it.
    pub(super) outcome: &'static str,
    /// Kept, because an aborted task is dropped outside its subscriber.
    subscriber: Dispatch,
}

impl AttemptLog {
    pub(super) fn start(user: UserId, attempt: u32) -> Self {
        Self {
            user,
            attempt,
            start: Instant::now(),
            outcome: "cancelled",
            subscriber: dispatcher::get_default(Dispatch::clone),
        }
    }
}

impl Drop for AttemptLog {
    fn drop(&mut self) {
        let (user_id, attempt) = (self.user.0, self.attempt);
        let latency_ms = self.start.elapsed().as_millis() as u64;
        let outcome = if thread::panicking() {
            "failed"
        } else {
            self.outcome
        };
        dispatcher::with_default(&self.subscriber, || {
            info!(user_id, attempt, latency_ms, outcome, "attempt ended");
        });
    }
}

//! The parts of a back-off.

use std::time::Duration;

use kata07_fanout::{ApiError, FetchError, UserId};

pub(crate) const LONGEST: Duration = Duration::from_secs(60);

/// The right pause: what the API asks for, or full jitter; nothing over a minute.
pub(crate) fn right_pause(
    error: &FetchError,
    attempts: u32,
    seed: u64,
    user: UserId,
) -> Option<Duration> {
    let asked = retry_after_if_passing(error)?;
    let pause = asked.unwrap_or_else(|| jittered(attempts, seed ^ user.0.rotate_left(32)));
    (pause <= LONGEST).then_some(pause)
}

/// What the API asks for, if a retry may help.
pub(crate) fn retry_after_if_passing(error: &FetchError) -> Option<Option<Duration>> {
    let FetchError::Api { source, .. } = error else {
        return None;
    };
    match source {
        ApiError::Status {
            status: 429 | 502 | 503 | 504,
            retry_after,
        } => Some(*retry_after),
        ApiError::TimedOut { .. } | ApiError::Transport(_) => Some(None),
        ApiError::Status { .. } | ApiError::BodyTooLarge { .. } => None,
    }
}

/// Anything from zero to the longest pause of this attempt.
pub(crate) fn jittered(attempts: u32, seed: u64) -> Duration {
    let share = fastrand::Rng::with_seed(seed ^ u64::from(attempts)).f64();
    longest(attempts).mul_f64(share)
}

/// 100 ms, doubled with each attempt, up to a minute.
pub(crate) fn longest(attempts: u32) -> Duration {
    let doubled = Duration::from_millis(100).saturating_mul(2_u32.saturating_pow(attempts - 1));
    doubled.min(LONGEST)
}

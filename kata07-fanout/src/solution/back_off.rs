//! Whether to retry, and after which pause.

use std::time::Duration;

use crate::ApiError;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The pause before the next attempt, or `None` if a retry would not help.
///
/// `seed` decides the jitter; give each user another.
pub(super) fn pause(error: &ApiError, attempts: u32, seed: u64) -> Option<Duration> {
    let asked = match error {
        ApiError::Status {
            status: 429 | 502..=504,
            retry_after,
        } => *retry_after,
        ApiError::TimedOut { .. } | ApiError::Transport(_) => None,
        ApiError::Status { .. } | ApiError::BodyTooLarge { .. } => return None,
    };
    let pause = asked.unwrap_or_else(|| {
        let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempts - 1));
        // Full jitter: requests that failed together do not come back together.
        let jitter = fastrand::Rng::with_seed(seed ^ u64::from(attempts)).f64();
        doubled.min(LONGEST_PAUSE).mul_f64(jitter)
    });
    (pause <= LONGEST_PAUSE).then_some(pause)
}

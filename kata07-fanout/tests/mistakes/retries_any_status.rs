//! "An error is an error: once more."
//! Hint: 7
//!
//! A 404 stays a 404, a 500 may have done its work, and each attempt takes a token.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        let retry_after = match error {
            FetchError::Api {
                source: ApiError::Status { retry_after, .. },
                ..
            } => *retry_after,
            error => retry_after_if_passing(error)?,
        };
        let jittered = || jittered(attempts, seed ^ user.0.rotate_left(32));
        Some(retry_after.unwrap_or_else(jittered)).filter(|pause| *pause <= LONGEST)
    }
}

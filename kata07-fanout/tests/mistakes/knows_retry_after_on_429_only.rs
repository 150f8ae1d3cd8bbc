//! "`Retry-After` belongs to 429."
//! Hint: 7
//!
//! 503 says it as well, and a server that is going down means it.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        let asked = retry_after_if_passing(error)?;
        let says_so = matches!(
            error,
            FetchError::Api {
                source: ApiError::Status { status: 429, .. },
                ..
            }
        );
        let jittered = || jittered(attempts, seed ^ user.0.rotate_left(32));
        let pause = asked.filter(|_| says_so).unwrap_or_else(jittered);
        (pause <= LONGEST).then_some(pause)
    }
}

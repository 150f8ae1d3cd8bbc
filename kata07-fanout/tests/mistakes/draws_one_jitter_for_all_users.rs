//! "There is jitter."
//! Hint: 7
//!
//! It is the same for all, so they still come back together.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, seed: u64, _user: UserId) -> Option<Duration> {
        let pause = retry_after_if_passing(error)?.unwrap_or_else(|| jittered(attempts, seed));
        (pause <= LONGEST).then_some(pause)
    }
}

//! "`Retry-After` is in seconds."
//! Hint: 7
//!
//! A date is not: 1.7 s becomes 1 s, and the retry comes too early.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        let pause = right_pause(error, attempts, seed, user)?;
        match retry_after_if_passing(error)? {
            Some(asked) => Some(Duration::from_secs(asked.as_secs())),
            None => Some(pause),
        }
    }
}

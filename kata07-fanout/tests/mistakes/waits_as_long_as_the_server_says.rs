//! "The server knows best."
//! Hint: 7
//!
//! It may say a day, and the call waits that long with a permit in hand.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        let jittered = || jittered(attempts, seed ^ user.0.rotate_left(32));
        Some(retry_after_if_passing(error)?.unwrap_or_else(jittered))
    }
}

//! "100, 200, 400 ms."
//! Hint: 7
//!
//! Requests that failed together come back together, and fail together.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn pause(error: &FetchError, attempts: u32, _seed: u64, _user: UserId) -> Option<Duration> {
        let pause = retry_after_if_passing(error)?.unwrap_or_else(|| longest(attempts));
        (pause <= LONGEST).then_some(pause)
    }
}

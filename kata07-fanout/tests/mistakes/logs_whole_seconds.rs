//! "`as_secs() * 1000` is milliseconds."
//! Hint: 6
//!
//! It cuts 1,500 ms to 1,000.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn log(user: UserId, attempt: u32, latency: Duration, answer: &Answer) {
        let whole = Duration::from_secs(latency.as_secs());
        log(user, attempt, whole, outcome_of(answer));
    }
}

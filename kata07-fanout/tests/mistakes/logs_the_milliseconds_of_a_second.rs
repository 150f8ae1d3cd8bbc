//! "`subsec_millis` gives the milliseconds."
//! Hint: 6
//!
//! Only those after the last whole second: 1,500 ms becomes 500.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn log(user: UserId, attempt: u32, latency: Duration, answer: &Answer) {
        let rest = Duration::from_millis(latency.subsec_millis().into());
        log(user, attempt, rest, outcome_of(answer));
    }
}

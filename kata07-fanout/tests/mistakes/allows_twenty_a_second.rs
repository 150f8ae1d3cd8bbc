//! "Ten a second, bursts of twenty: `per_second(20)`."
//! Hint: 2
//!
//! That also allows 20 a second: governor's `per_second(n)` sets the rate and the burst.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn pace(settings: Settings) -> Pace {
        Pace::new(settings.burst, settings.burst)
    }
}

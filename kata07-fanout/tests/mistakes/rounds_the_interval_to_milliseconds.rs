//! "Three a second is one every 333 ms."
//! Hint: 2
//!
//! 333 ms is a little less than a third of a second: in the long run it sends too many.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn pace(settings: Settings) -> Pace {
        let interval = 1_000 / settings.requests_per_second.get();
        let per_second = (1_000.0 / f64::from(interval)).ceil() as u32;
        Pace::new(NonZeroU32::new(per_second).unwrap(), settings.burst)
    }
}

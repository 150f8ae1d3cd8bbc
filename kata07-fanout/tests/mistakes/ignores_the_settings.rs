//! "The page says 10 a second, bursts of 20."
//! Hint: 2
//!
//! Those are the defaults. The builder may set others.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn pace(_settings: Settings) -> Pace {
        let default = Settings::default();
        Pace::new(default.requests_per_second, default.burst)
    }
}

//! "Ten a second is ten a second."
//! Hint: 2
//!
//! A burst is part of the limit: after a rest the API allows 20 at once.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn pace(settings: Settings) -> Pace {
        Pace::new(settings.requests_per_second, NonZeroU32::MIN)
    }
}

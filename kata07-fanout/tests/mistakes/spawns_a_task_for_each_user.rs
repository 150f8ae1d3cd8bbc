//! "The semaphore limits it."
//! Hint: 3
//!
//! It limits the *requests*. There is a task for every user from the start: no backpressure.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn most_tasks(_settings: Settings) -> usize {
        usize::MAX
    }
}

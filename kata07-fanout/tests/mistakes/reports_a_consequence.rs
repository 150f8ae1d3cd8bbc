//! "The task has failed, so its channel is closed."
//! Hint: 4
//!
//! "Closed" is what came of the error. The caller needs the error.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn reported(_error: FetchError) -> FetchError {
        FetchError::Cancelled
    }
}

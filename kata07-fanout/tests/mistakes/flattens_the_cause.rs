//! "The text of the error says it all."
//! Hint: 4
//!
//! A caller that looks for `retry_after`, or downcasts the source, finds only text.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn failed(user: UserId, attempts: u32, source: ApiError) -> FetchError {
        let source = ApiError::Transport(source.to_string().into());
        FetchError::Api {
            user,
            attempts,
            source,
        }
    }
}

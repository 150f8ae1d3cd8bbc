//! "A transport error is a transport error."
//! Hint: 4
//!
//! The error inside is the caller's own type, and it is gone.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn failed(user: UserId, attempts: u32, source: ApiError) -> FetchError {
        let source = match source {
            ApiError::Transport(cause) => ApiError::Transport(cause.to_string().into()),
            other => other,
        };
        FetchError::Api {
            user,
            attempts,
            source,
        }
    }
}

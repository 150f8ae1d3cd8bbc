//! "At the first error I cancel the token."
//! Hint: 5
//!
//! It is the caller's token, and stops other work of theirs. Cancel a child token.

use crate::shell::*;

judged!(Mistake by core stretch);

struct Mistake;

impl Pieces for Mistake {
    fn stop_token<A: WidgetApi>(
        _client: &Client<A, Self>,
        cancel: &CancellationToken,
    ) -> CancellationToken {
        cancel.clone()
    }
}

//! "The loop listens to the token."
//! Hint: 8
//!
//! The loop is not polled while the stream is not read. The tasks must listen too.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn stop_token<A: WidgetApi>(
        _client: &Client<A, Self>,
        _cancel: &CancellationToken,
    ) -> CancellationToken {
        CancellationToken::new()
    }
}

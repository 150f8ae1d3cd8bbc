//! "The caller gives me each user once."
//! Hint: 1
//!
//! A duplicate costs a second request and a second token for the same answer.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn each_once<A: WidgetApi>(
        _client: &Client<A, Self>,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Iterator<Item = UserId> + Send {
        users
    }
}

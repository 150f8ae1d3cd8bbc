//! "I need a list of the users."
//! Hint: 3
//!
//! A list of ten million users, before the first request is sent. An endless input never starts.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn each_once<A: WidgetApi>(
        _client: &Client<A, Self>,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Iterator<Item = UserId> + Send {
        users.collect::<BTreeSet<_>>().into_iter()
    }
}

//! "The client knows which users it has asked."
//! Hint: 1
//!
//! It still knows in the next call, which then returns an empty map.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn each_once<A: WidgetApi>(
        client: &Client<A, Self>,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Iterator<Item = UserId> + Send {
        let memory = client.memory.clone();
        users.filter(move |user| memory.asked.lock().unwrap().insert(*user))
    }
}

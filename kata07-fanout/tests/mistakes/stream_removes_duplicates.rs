//! "A user given twice is a mistake."
//! Hint: 8
//!
//! In a stream each user given is fetched: to remember them all costs memory without end.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn fetch_stream<A: WidgetApi>(
        client: Client<A, Self>,
        cancel: CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Stream<Item = Answer> + Send {
        let mut asked = HashSet::new();
        let once = users.filter(move |user| asked.insert(*user));
        <Right as Pieces>::fetch_stream(client.with(), cancel, once)
    }
}

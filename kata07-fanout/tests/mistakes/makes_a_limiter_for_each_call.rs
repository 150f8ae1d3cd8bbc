//! "The call paces itself."
//! Hint: 2
//!
//! So does the next call, and each clone. The API sees them all together.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn for_one_call<A: WidgetApi>(client: &Client<A, Self>) -> Client<A, Self> {
        let pace = Arc::new(Self::pace(client.settings));
        Client {
            pace,
            ..client.clone()
        }
    }
}

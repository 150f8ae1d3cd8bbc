//! "The call counts its own requests."
//! Hint: 3
//!
//! Two calls then have 16 in flight. The cap belongs to the client and its clones.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    fn for_one_call<A: WidgetApi>(client: &Client<A, Self>) -> Client<A, Self> {
        let in_flight = Arc::new(Semaphore::new(client.settings.max_in_flight.get()));
        Client {
            in_flight,
            ..client.clone()
        }
    }
}

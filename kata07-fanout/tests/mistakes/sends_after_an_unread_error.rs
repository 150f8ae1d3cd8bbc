//! "When the error is read, the call ends."
//! Hint: 8
//!
//! Until then every other task goes on, and the reader may be slow.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    async fn task<A: WidgetApi>(
        client: Client<A, Self>,
        stop: CancellationToken,
        user: UserId,
    ) -> Option<Answer> {
        stop.run_until_cancelled(Self::request(&client, user)).await
    }
}

//! "`abort_all` stops the tasks."
//! Hint: 4
//!
//! It asks them to stop. When the call returns, they are still there.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    #[expect(clippy::disallowed_methods, reason = "the mistake itself")]
    async fn clean_up(tasks: &mut Tasks) {
        tasks.abort_all();
        tasks.detach_all();
    }

    async fn task<A: WidgetApi>(
        client: Client<A, Self>,
        _stop: CancellationToken,
        user: UserId,
    ) -> Option<Answer> {
        Some(Self::request(&client, user).await)
    }
}

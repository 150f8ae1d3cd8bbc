//! "`abort_all` stops the tasks."
//! Hint: 4
//!
//! It asks them to stop. When the call returns, they are still there.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn clean_up(tasks: &mut Tasks) {
        tasks.abort_all();
        tasks.detach_all();
    }

    fn task<A: WidgetApi>(
        client: Client<A, Self>,
        _stop: CancellationToken,
        user: UserId,
    ) -> impl Future<Output = Option<Answer>> + Send {
        async move { Some(Self::request(&client, user).await) }
    }
}

//! "A spawned request looks after itself."
//! Hint: 4
//!
//! It does so after the first error, too: nothing stops it.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    #[expect(clippy::disallowed_methods, reason = "the mistake itself")]
    fn spawn(tasks: &mut Tasks, task: impl Future<Output = Option<Answer>> + Send + 'static) {
        let detached = tokio::spawn(task);
        tasks.spawn(async { detached.await.expect("an attempt catches its panic") });
    }

    fn task<A: WidgetApi>(
        client: Client<A, Self>,
        _stop: CancellationToken,
        user: UserId,
    ) -> impl Future<Output = Option<Answer>> + Send {
        async move { Some(Self::request(&client, user).await) }
    }
}

//! "An answer that has arrived takes no place."
//! Hint: 8
//!
//! While you do not read, it fetches all users and holds all their answers.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn fetch_stream<A: WidgetApi>(
        client: Client<A, Self>,
        cancel: CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Stream<Item = Answer> + Send {
        let (send, receive) = async_channel::unbounded();
        let (stop, mut tasks) = (cancel.child_token(), Tasks::new());
        for user in users.take(10_000) {
            let (client, send, stop) = (client.clone(), send.clone(), stop.clone());
            Self::spawn(&mut tasks, async move {
                let answer = ends_the_call(&stop, Self::request(&client, user)).await?;
                let _ = send.send(answer).await;
                None
            });
        }
        drop(send);
        stream::unfold(Some((receive, cancel, tasks)), async |call| {
            let (receive, cancel, mut tasks) = call?;
            let answer = cancel.run_until_cancelled(receive.recv()).await;
            let answer = answer.map_or(Some(Err(FetchError::Cancelled)), Result::ok)?;
            if answer.is_err() {
                tasks.shutdown().await;
            }
            let more = answer.is_ok().then_some((receive, cancel, tasks));
            Some((answer, more))
        })
    }
}

//! "First a permit, then a task."
//! Hint: 8
//!
//! A stream that is not read gets the permit all the same, and keeps it from other calls.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn fetch_stream<A: WidgetApi>(
        client: Client<A, Self>,
        cancel: CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Stream<Item = Answer> + Send {
        let stop = cancel.child_token();
        let call = (client, cancel, stop, users.peekable(), Tasks::new());
        stream::unfold(Some(call), async |call| {
            let (client, cancel, stop, mut users, mut tasks) = call?;
            let answer = loop {
                let more = users.peek().is_some() && !stop.is_cancelled();
                if !more && tasks.is_empty() && !cancel.is_cancelled() {
                    return None;
                }
                let room = tasks.len() < Self::most_tasks(client.settings);
                select! {
                    biased;
                    () = cancel.cancelled() => break Err(FetchError::Cancelled),
                    permit = client.in_flight.clone().acquire_owned(), if more && room => {
                        let (client, stop, user) = (client.clone(), stop.clone(), users.next()?);
                        Self::spawn(&mut tasks, async move {
                            let _permit = permit.expect("the semaphore is never closed");
                            ends_the_call(&stop, Self::attempts(&client, user)).await
                        });
                    }
                    Some(ended) = tasks.join_next() => {
                        if let Some(answer) = ended.expect("an attempt catches its panic") {
                            break answer;
                        }
                    }
                }
            };
            if answer.is_err() {
                tasks.shutdown().await;
            }
            let more = answer
                .is_ok()
                .then_some((client, cancel, stop, users, tasks));
            Some((answer, more))
        })
    }
}

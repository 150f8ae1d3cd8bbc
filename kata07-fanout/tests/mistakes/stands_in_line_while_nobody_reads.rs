//! "Room first, then a task." Where the permit is awaited in the stream itself, a reader who is away
//! leaves the stream in line; its turn comes, it has the permit, and nobody polls it.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::sync::Arc;

    use futures::{Stream, stream};
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio::{select, task::JoinSet};
    use tokio_util::sync::CancellationToken;
    use tracing::{Instrument, instrument::WithSubscriber};

    use crate::shell::stretch::{Answer, attempts, ends_it_all, pause};

    crate::shell::shell!();
    crate::shell::stretch::collects!();

    impl<A: WidgetApi> FanOutClient<A> {
        pub(crate) fn fetch_stream<I>(
            &self,
            cancel: &CancellationToken,
            users: I,
        ) -> impl Stream<Item = Answer> + Send + Unpin + use<A, I>
        where
            I: IntoIterator<Item = UserId, IntoIter: Send>,
        {
            let (client, cancel, stop) = (self.clone(), cancel.clone(), cancel.child_token());
            let call = (
                client,
                JoinSet::new(),
                users.into_iter().peekable(),
                cancel,
                stop,
            );
            Box::pin(stream::unfold(Some(call), async |call| {
                let (client, mut tasks, mut users, cancel, stop) = call?;
                let answer = loop {
                    if users.peek().is_none() && tasks.is_empty() {
                        return None;
                    }
                    let more = users.peek().is_some() && !stop.is_cancelled();
                    let room = tasks.len() < client.settings.max_in_flight.get();
                    select! {
                        biased;
                        () = cancel.cancelled() => break Err(FetchError::Cancelled),
                        permit = Arc::clone(&client.in_flight).acquire_owned(), if more && room => {
                            let (client, stop, user) = (client.clone(), stop.clone(), users.next()?);
                            let request = async move {
                                let _permit = permit.expect("nobody closes the semaphore");
                                let parts = (&*client.api, &*client.pace, client.settings);
                                ends_it_all(&stop, attempts(parts, user, pause)).await
                            };
                            tasks.spawn(request.in_current_span().with_current_subscriber());
                        }
                        Some(ended) = tasks.join_next() => {
                            if let Some(answer) = ended.expect("no attempt panics") {
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
                    .then_some((client, tasks, users, cancel, stop));
                Some((answer, more))
            }))
        }
    }
}

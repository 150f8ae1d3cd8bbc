//! "`buffer_unordered` has eight in flight." As long as somebody asks for the next answer: in between, its
//! futures are not polled, their timers run, and the API is blamed.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use futures::{Stream, StreamExt, stream};
    use kata07_fanout::{FetchError, UserId, WidgetApi};
    use tokio_util::sync::CancellationToken;

    use crate::shell::stretch::{Answer, attempts, pause};

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
            let client = self.clone();
            let requests = stream::iter(users).map(move |user| {
                let client = client.clone();
                async move { client.fetch(user).await }
            });
            let answers = requests.buffer_unordered(self.settings.max_in_flight.get());
            let call = Some((Box::pin(answers), cancel.clone()));
            Box::pin(stream::unfold(call, async |call| {
                let (mut answers, cancel) = call?;
                let answer = cancel.run_until_cancelled(answers.next()).await;
                let answer = answer.unwrap_or(Some(Err(FetchError::Cancelled)))?;
                let more = answer.is_ok().then_some((answers, cancel));
                Some((answer, more))
            }))
        }

        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            attempts((&*self.api, &*self.pace, self.settings), user, pause).await
        }
    }
}

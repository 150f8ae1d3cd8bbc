//! "`buffer_unordered` has eight in flight."
//! Hint: 8
//!
//! While the stream is not read, its futures are not polled, but their timers run on.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn fetch_stream<A: WidgetApi>(
        client: Client<A, Self>,
        cancel: CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Stream<Item = Answer> + Send {
        let places = client.settings.max_in_flight.get();
        let requests = stream::iter(users).map(move |user| {
            let client = client.clone();
            async move { Self::request(&client, user).await }
        });
        let answers = Box::pin(requests.buffer_unordered(places));
        stream::unfold(Some((answers, cancel)), async |call| {
            let (mut answers, cancel) = call?;
            let answer = cancel.run_until_cancelled(answers.next()).await;
            let answer = answer.unwrap_or(Some(Err(FetchError::Cancelled)))?;
            let more = answer.is_ok().then_some((answers, cancel));
            Some((answer, more))
        })
    }
}

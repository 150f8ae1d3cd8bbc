//! What every client that goes beyond has in common: its calls, and the parts of a back-off.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, stream};
use kata07_fanout::{ApiError, FetchError, Pace, Settings, UserId, WidgetApi};
use tokio::{select, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, instrument::WithSubscriber};

use super::attempt;

pub(crate) type Answer = Result<(UserId, Bytes), FetchError>;

/// `fetch_all`, over a `fetch_stream` of the file's own.
macro_rules! collects {
    () => {
        impl<A: kata07_fanout::WidgetApi> FanOutClient<A> {
            pub(crate) async fn fetch_all(
                &self,
                cancel: &tokio_util::sync::CancellationToken,
                users: impl IntoIterator<Item = kata07_fanout::UserId, IntoIter: Send>,
            ) -> Result<
                std::collections::HashMap<kata07_fanout::UserId, bytes::Bytes>,
                kata07_fanout::FetchError,
            > {
                let mut asked = std::collections::HashSet::new();
                let users = users.into_iter().filter(|user| asked.insert(*user));
                futures::TryStreamExt::try_collect(self.fetch_stream(cancel, users)).await
            }
        }
    };
}
pub(crate) use collects;

/// `fetch_stream`, too, over a `fetch` of the file's own: all of one user's attempts.
macro_rules! streams {
    () => {
        crate::shell::stretch::streams! {
            |client, user, stop| crate::shell::stretch::ends_it_all(&stop, client.fetch(user)).await
        }
    };
    (|$client:ident, $user:ident, $stop:ident| $request:expr) => {
        crate::shell::stretch::collects!();

        impl<A: kata07_fanout::WidgetApi> FanOutClient<A> {
            pub(crate) fn fetch_stream<I>(
                &self,
                cancel: &tokio_util::sync::CancellationToken,
                users: I,
            ) -> impl futures::Stream<Item = crate::shell::stretch::Answer> + Send + Unpin + use<A, I>
            where
                I: IntoIterator<Item = kata07_fanout::UserId, IntoIter: Send>,
            {
                let client = self.clone();
                let request = move |$user, $stop: tokio_util::sync::CancellationToken| {
                    let $client = client.clone();
                    async move { $request }
                };
                let places = self.settings.max_in_flight.get();
                crate::shell::stretch::answers(cancel, places, users.into_iter(), request)
            }
        }
    };
}
pub(crate) use streams;

/// Stops for the others, and stops them if it fails; `None` if it was stopped.
pub(crate) async fn ends_it_all(
    stop: &CancellationToken,
    request: impl Future<Output = Answer>,
) -> Option<Answer> {
    let answer = stop.run_until_cancelled(request).await?;
    if answer.is_err() {
        stop.cancel();
    }
    Some(answer)
}

/// A task for each request, as many as there are places, and each answer as it comes. A request that
/// is told to stop stops by itself, and is waited for.
pub(crate) fn answers<I, R, F>(
    cancel: &CancellationToken,
    places: usize,
    users: I,
    request: R,
) -> impl Stream<Item = Answer> + Send + Unpin + use<I, R, F>
where
    R: Fn(UserId, CancellationToken) -> F + Send,
    I: Iterator<Item = UserId> + Send,
    F: Future<Output = Option<Answer>> + Send + 'static,
{
    let (cancel, stop) = (cancel.clone(), cancel.child_token());
    let call = (JoinSet::new(), users, request, places, cancel, stop);
    let answers = stream::unfold(Some(call), async |call| {
        let (mut tasks, mut users, request, places, cancel, stop) = call?;
        let answer = loop {
            while tasks.len() < places && !stop.is_cancelled() {
                let Some(user) = users.next() else { break };
                let task = request(user, stop.clone());
                tasks.spawn(task.in_current_span().with_current_subscriber());
            }
            select! {
                biased;
                () = cancel.cancelled() => break Err(FetchError::Cancelled),
                ended = tasks.join_next() => {
                    if let Some(answer) = ended?.expect("no attempt panics") {
                        break answer;
                    }
                }
            }
        };
        if answer.is_err() {
            stop.cancel();
            while tasks.join_next().await.is_some() {}
        }
        let call = (tasks, users, request, places, cancel, stop);
        let more = answer.is_ok().then_some(call);
        Some((answer, more))
    });
    Box::pin(answers)
}

/// How long to wait after so many attempts, or `None` to give up.
pub(crate) type Policy = fn(&FetchError, u32, u64, UserId) -> Option<Duration>;

/// All of one user's attempts, for whoever has the permit.
pub(crate) async fn attempts<A: WidgetApi>(
    (api, pace, settings): (&A, &Pace, Settings),
    user: UserId,
    pause: Policy,
) -> Answer {
    let mut attempts = 1;
    loop {
        pace.ready().await;
        let error = match attempt(api, user, attempts).await {
            Err(error) if attempts < settings.max_attempts.get() => error,
            answer => return answer,
        };
        match pause(&error, attempts, settings.jitter_seed, user) {
            Some(pause) => sleep(pause).await,
            None => return Err(error),
        }
        attempts += 1;
    }
}

/// What the API asks for, if the failure may pass.
pub(crate) fn may_pass(error: &FetchError) -> Option<Option<Duration>> {
    match error {
        FetchError::Api { source, .. } => match source {
            ApiError::Status {
                status: 429 | 502 | 503 | 504,
                retry_after,
            } => Some(*retry_after),
            ApiError::TimedOut { .. } | ApiError::Transport(_) => Some(None),
            ApiError::Status { .. } | ApiError::BodyTooLarge { .. } => None,
        },
        FetchError::Cancelled | FetchError::Panicked { .. } => None,
    }
}

/// The right policy.
pub(crate) fn pause(
    error: &FetchError,
    attempts: u32,
    seed: u64,
    user: UserId,
) -> Option<Duration> {
    let asked = may_pass(error)?;
    let pause = asked.unwrap_or_else(|| jittered(attempts, seed ^ user.0.rotate_left(32)));
    (pause <= LONGEST).then_some(pause)
}

pub(crate) const LONGEST: Duration = Duration::from_secs(60);

/// From nothing to the most there may be.
pub(crate) fn jittered(attempts: u32, seed: u64) -> Duration {
    let share = fastrand::Rng::with_seed(seed ^ u64::from(attempts)).f64();
    most(attempts).mul_f64(share)
}

pub(crate) fn most(attempts: u32) -> Duration {
    let doubled = Duration::from_millis(100).saturating_mul(2_u32.saturating_pow(attempts - 1));
    doubled.min(LONGEST)
}

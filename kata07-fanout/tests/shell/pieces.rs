//! The pieces of a client, each right by default. Override one to see what the judge says.

use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    time::Duration,
};

use bytes::Bytes;
use futures::{FutureExt, Stream, TryStreamExt, stream};
use kata07_fanout::{ApiError, FetchError, Pace, Settings, UserId, WidgetApi};
use tokio::{
    select,
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info, instrument::WithSubscriber};

use super::{Client, right_pause};

pub(crate) type Answer = Result<(UserId, Bytes), FetchError>;

/// The tasks of one call; a task that was cancelled returns `None`.
pub(crate) type Tasks = JoinSet<Option<Answer>>;

pub(crate) trait Pieces: Sized + 'static {
    /// The rate limit of a new client.
    fn pace(settings: Settings) -> Pace {
        Pace::new(settings.requests_per_second, settings.burst)
    }

    /// What one call works with: the client's own limits.
    fn for_one_call<A: WidgetApi>(client: &Client<A, Self>) -> Client<A, Self> {
        client.clone()
    }

    /// The users of one call, pulled as they are needed, without duplicates.
    fn each_once<A: WidgetApi>(
        _client: &Client<A, Self>,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Iterator<Item = UserId> + Send {
        let mut asked = HashSet::new();
        users.filter(move |user| asked.insert(*user))
    }

    /// The whole call.
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let client = Self::for_one_call(client);
        let users = Self::each_once(&client, users);
        let answers = Self::fetch_stream(client.clone(), cancel.clone(), users);
        answers.try_collect().await
    }

    /// The stream: a task for each user, as many as there are places, until the first error.
    fn fetch_stream<A: WidgetApi>(
        client: Client<A, Self>,
        cancel: CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> impl Stream<Item = Answer> + Send {
        let stop = Self::stop_token(&client, &cancel);
        let call = (client, cancel, stop, users, Tasks::new());
        stream::unfold(Some(call), async |call| {
            let (client, cancel, stop, mut users, mut tasks) = call?;
            let answer = loop {
                while tasks.len() < Self::most_tasks(client.settings) && !stop.is_cancelled() {
                    let Some(user) = users.next() else { break };
                    let task = Self::task(client.clone(), stop.clone(), user);
                    Self::spawn(&mut tasks, task);
                }
                select! {
                    biased;
                    () = cancel.cancelled() => break Err(FetchError::Cancelled),
                    ended = tasks.join_next() => {
                        if let Some(answer) = ended?.expect("an attempt catches its panic") {
                            break answer;
                        }
                    }
                }
            };
            if let Err(error) = answer {
                stop.cancel();
                Self::clean_up(&mut tasks).await;
                return Some((Err(Self::reported(error)), None));
            }
            Some((answer, Some((client, cancel, stop, users, tasks))))
        })
    }

    /// How many tasks a call has at most.
    fn most_tasks(settings: Settings) -> usize {
        settings.max_in_flight.get()
    }

    /// The token that the call's tasks listen to.
    fn stop_token<A: WidgetApi>(
        _client: &Client<A, Self>,
        cancel: &CancellationToken,
    ) -> CancellationToken {
        cancel.child_token()
    }

    /// Spawns one task, in the caller's span and with its subscriber.
    fn spawn(tasks: &mut Tasks, task: impl Future<Output = Option<Answer>> + Send + 'static) {
        tasks.spawn(task.in_current_span().with_current_subscriber());
    }

    /// One user's task: it ends when `stop` is cancelled, and cancels `stop` when it fails.
    fn task<A: WidgetApi>(
        client: Client<A, Self>,
        stop: CancellationToken,
        user: UserId,
    ) -> impl Future<Output = Option<Answer>> + Send {
        async move { ends_the_call(&stop, Self::request(&client, user)).await }
    }

    /// One user's request: its permit, then its attempts.
    fn request<A: WidgetApi>(
        client: &Client<A, Self>,
        user: UserId,
    ) -> impl Future<Output = Answer> + Send {
        async move {
            let permit = client.in_flight.acquire().await;
            let _permit = permit.expect("the semaphore is never closed");
            Self::attempts(client, user).await
        }
    }

    /// The attempts of one request, and the pauses between them.
    fn attempts<A: WidgetApi>(
        client: &Client<A, Self>,
        user: UserId,
    ) -> impl Future<Output = Answer> + Send {
        async move {
            let mut attempts = 1;
            loop {
                let error = match Self::paid_attempt(client, user, attempts).await {
                    Err(error) if attempts < client.settings.max_attempts.get() => error,
                    answer => return answer,
                };
                match Self::pause(&error, attempts, client.settings.jitter_seed, user) {
                    Some(pause) => sleep(pause).await,
                    None => return Err(error),
                }
                attempts += 1;
            }
        }
    }

    /// A token, then the attempt that it pays for.
    fn paid_attempt<A: WidgetApi>(
        client: &Client<A, Self>,
        user: UserId,
        attempt: u32,
    ) -> impl Future<Output = Answer> + Send {
        async move {
            client.pace.ready().await;
            Self::attempt(client, user, attempt).await
        }
    }

    /// One attempt: its log, and its panic as an error.
    fn attempt<A: WidgetApi>(
        client: &Client<A, Self>,
        user: UserId,
        attempt: u32,
    ) -> impl Future<Output = Answer> + Send {
        Self::attempt_since(Instant::now(), client, user, attempt)
    }

    /// One attempt, whose latency counts from `start`.
    fn attempt_since<A: WidgetApi>(
        start: Instant,
        client: &Client<A, Self>,
        user: UserId,
        attempt: u32,
    ) -> impl Future<Output = Answer> + Send {
        async move {
            let request = AssertUnwindSafe(client.api.fetch_widgets(user));
            let answer = match request.catch_unwind().await {
                Ok(Ok(widgets)) => Ok((user, widgets)),
                Ok(Err(source)) => Err(Self::failed(user, attempt, source)),
                Err(_panic) => Err(FetchError::Panicked { user }),
            };
            Self::log(user, attempt, start.elapsed(), &answer);
            answer
        }
    }

    /// The error of a failed attempt.
    fn failed(user: UserId, attempts: u32, source: ApiError) -> FetchError {
        FetchError::Api {
            user,
            attempts,
            source,
        }
    }

    /// The event of an attempt.
    fn log(user: UserId, attempt: u32, latency: Duration, answer: &Answer) {
        log(user, attempt, latency, outcome_of(answer));
    }

    /// The pause before the next attempt, or `None` to give up.
    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        right_pause(error, attempts, seed, user)
    }

    /// What happens to the other tasks after the first error.
    fn clean_up(tasks: &mut Tasks) -> impl Future<Output = ()> + Send {
        tasks.shutdown()
    }

    /// The error that the caller gets.
    fn reported(error: FetchError) -> FetchError {
        error
    }
}

/// Every piece as it is.
pub(crate) struct Right;

impl Pieces for Right {}

/// Runs `request` until `stop` is cancelled, and cancels `stop` if it fails.
pub(crate) async fn ends_the_call(
    stop: &CancellationToken,
    request: impl Future<Output = Answer>,
) -> Option<Answer> {
    let answer = stop.run_until_cancelled(request).await?;
    if answer.is_err() {
        stop.cancel();
    }
    Some(answer)
}

pub(crate) fn outcome_of(answer: &Answer) -> &'static str {
    if answer.is_ok() { "ok" } else { "failed" }
}

pub(crate) fn log(user: UserId, attempt: u32, latency: Duration, outcome: &str) {
    let latency_ms = u64::try_from(latency.as_millis()).expect("no test runs that long");
    info!(user_id = user.0, attempt, latency_ms, outcome);
}

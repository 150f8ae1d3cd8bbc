//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! A call owns a `JoinSet` with a task for each request that has its permit, and never more. Permit
//! first, token second: who holds a token sends at once.

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::{FutureExt, Stream, TryStreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use tokio::{select, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info, instrument::WithSubscriber};

use crate::{ApiError, Builder, FetchError, Pace, Settings, UserId, WidgetApi};

/// Fetches the widgets of many users from a limited API; clones share one budget and one cap.
#[derive(Debug)]
pub struct FanOutClient<A>(Arc<Shared<A>>);

impl<A> Clone for FanOutClient<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct Shared<A> {
    api: A,
    pace: Pace,
    in_flight: Arc<Semaphore>,
    max_attempts: u32,
    jitter: Mutex<fastrand::Rng>,
}

impl<A> From<(A, Settings)> for FanOutClient<A> {
    fn from((api, settings): (A, Settings)) -> Self {
        let permits = settings.max_in_flight.get().min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Shared {
            api,
            pace: Pace::new(settings.requests_per_second, settings.burst),
            in_flight: Arc::new(Semaphore::new(permits)),
            max_attempts: settings.max_attempts.get(),
            jitter: Mutex::new(fastrand::Rng::with_seed(settings.jitter_seed)),
        }))
    }
}

/// Builds a [`FanOutClient`].
pub type FanOutClientBuilder<A> = Builder<A, FanOutClient<A>>;

impl<A: WidgetApi> FanOutClient<A> {
    /// Starts from the API and the defaults.
    pub fn builder(api: A) -> FanOutClientBuilder<A> {
        Builder::new(api)
    }

    /// Fetches every user's widgets, each user once; `users` is pulled as there is room.
    ///
    /// - **Order**: none; of several failures, the first that was observed.
    /// - **Partial results**: none, it is everything or an error.
    /// - **Nothing runs on**: every request has ended or is dropped when this returns.
    ///
    /// # Errors
    /// The first [`FetchError`], at once; nothing is sent after it.
    ///
    /// # Cancel safety
    /// Dropping the future stops every request at the runtime's next turn, and takes no token.
    ///
    /// # Panics
    /// If `users` does; the API's panic is [`FetchError::Panicked`].
    pub async fn fetch_all(
        &self,
        cancel: &CancellationToken,
        users: impl IntoIterator<Item = UserId, IntoIter: Send>,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut asked = HashSet::new();
        let users = users.into_iter().filter(|user| asked.insert(*user));
        self.fetch_stream(cancel, users).try_collect().await
    }

    /// Fetches as [`fetch_all`](Self::fetch_all) does, each answer as it comes; a user given twice
    /// is fetched twice. It ends after the first error.
    ///
    /// Holds what is under way and nothing else, however many users there are. Requests go on
    /// while nobody asks for the next answer, up to the cap.
    ///
    /// # Cancel safety
    /// Dropping the stream stops every request at the runtime's next turn, and takes no token.
    pub fn fetch_stream<I>(
        &self,
        cancel: &CancellationToken,
        users: I,
    ) -> impl Stream<Item = Result<(UserId, Bytes), FetchError>> + Send + Unpin + use<A, I>
    where
        I: IntoIterator<Item = UserId, IntoIter: Send>,
    {
        let call = FanOut {
            client: Arc::clone(&self.0),
            cancel: cancel.clone(),
            users: Some(users.into_iter()),
            tasks: JoinSet::new(),
        };
        let answers = stream::unfold(Some(call), async |call| {
            let mut call = call?;
            let answer = call.next().await?;
            let more = answer.is_ok().then_some(call);
            Some((answer, more))
        });
        // Pinned, so that whoever asks for the next answer need not.
        Box::pin(answers)
    }
}

/// One call: it owns its tasks, and ends them with itself.
struct FanOut<A, I> {
    client: Arc<Shared<A>>,
    cancel: CancellationToken,
    /// `None` when all have been pulled.
    users: Option<I>,
    tasks: JoinSet<Result<(UserId, Bytes), FetchError>>,
}

impl<A: WidgetApi, I: Iterator<Item = UserId>> FanOut<A, I> {
    async fn next(&mut self) -> Option<Result<(UserId, Bytes), FetchError>> {
        while self.users.is_some() || !self.tasks.is_empty() {
            let permit = Arc::clone(&self.client.in_flight).acquire_owned();
            let answer = select! {
                // Whoever has cancelled wants nothing sent; an error is seen before more is sent.
                biased;
                () = self.cancel.cancelled() => Err(FetchError::Cancelled),
                Some(answer) = self.tasks.join_next() => answer.expect("a task catches its panic"),
                // A user is pulled once there is room, so there are no more tasks than permits.
                permit = permit, if self.users.is_some() => {
                    self.spawn_next(permit.expect("nobody closes the semaphore"));
                    continue;
                }
            };
            if answer.is_err() {
                // `abort` only asks; wait until nothing runs.
                self.tasks.shutdown().await;
            }
            return Some(answer);
        }
        None
    }

    fn spawn_next(&mut self, permit: OwnedSemaphorePermit) {
        let Some(user) = self.users.as_mut().and_then(Iterator::next) else {
            self.users = None;
            return;
        };
        let client = Arc::clone(&self.client);
        let request = async move {
            // Held through every attempt and pause: what is in flight is in flight to its end.
            let _permit = permit;
            let caught = AssertUnwindSafe(client.fetch(user)).catch_unwind().await;
            caught.unwrap_or(Err(FetchError::Panicked { user }))
        };
        self.tasks
            .spawn(request.in_current_span().with_current_subscriber());
    }
}

impl<A: WidgetApi> Shared<A> {
    async fn fetch(&self, user: UserId) -> Result<(UserId, Bytes), FetchError> {
        let mut attempts = 1;
        loop {
            // A token and the request it is for go in one poll: none is taken in vain.
            self.pace.ready().await;
            let source = match self.attempt(user, attempts).await {
                Ok(widgets) => return Ok((user, widgets)),
                Err(source) => source,
            };
            let Some(pause) = self.pause(&source, attempts) else {
                return Err(FetchError::Api {
                    user,
                    attempts,
                    source,
                });
            };
            sleep(pause).await;
            attempts += 1;
        }
    }

    async fn attempt(&self, user: UserId, attempt: u32) -> Result<Bytes, ApiError> {
        let mut log = AttemptLog {
            user,
            attempt,
            start: Instant::now(),
            outcome: "cancelled",
        };
        let result = self.api.fetch_widgets(user).await;
        log.outcome = if result.is_ok() { "ok" } else { "failed" };
        result
    }

    /// How long to wait before another attempt, or `None` if there is to be none.
    fn pause(&self, error: &ApiError, attempts: u32) -> Option<Duration> {
        let asked = match error {
            ApiError::Status {
                status: 429 | 502..=504,
                retry_after,
            } => *retry_after,
            ApiError::TimedOut { .. } | ApiError::Transport(_) => None,
            ApiError::Status { .. } | ApiError::BodyTooLarge { .. } => return None,
        };
        let pause = asked.unwrap_or_else(|| {
            let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempts - 1));
            // Full jitter: clients that failed together do not come back together.
            let jitter = self.jitter.lock().expect("no panic under the lock").f64();
            doubled.min(LONGEST_PAUSE).mul_f64(jitter)
        });
        (attempts < self.max_attempts && pause <= LONGEST_PAUSE).then_some(pause)
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Owned by the attempt: whatever becomes of it, its log is dropped with it, and speaks then.
struct AttemptLog {
    user: UserId,
    attempt: u32,
    start: Instant,
    /// Cancelled, until it has ended.
    outcome: &'static str,
}

impl Drop for AttemptLog {
    fn drop(&mut self) {
        let latency_ms = self.start.elapsed().as_millis() as u64;
        info!(
            user_id = self.user.0,
            attempt = self.attempt,
            latency_ms,
            outcome = self.outcome
        );
    }
}

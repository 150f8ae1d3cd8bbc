//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! A call owns a `JoinSet` with one task per user in flight. Each task takes its permit first and
//! its rate token second, so it sends the moment it has the token.

mod attempt_log;
mod back_off;

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures::{FutureExt, Stream, TryStreamExt, stream};
use tokio::task::{JoinSet, coop::consume_budget};
use tokio::{select, sync::Semaphore, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, instrument::WithSubscriber};

use self::{attempt_log::AttemptLog, back_off::pause};
use crate::{
    ApiError, Budget, BudgetError, Builder, FetchError, Pace, Settings, UserId, WidgetApi,
};

/// Fetches the widgets of many users from a limited API. Clones share one rate and one cap.
#[derive(Debug)]
pub struct FanOutClient<A, B = Pace>(Arc<Shared<A, B>>);

impl<A, B> Clone for FanOutClient<A, B> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct Shared<A, B> {
    api: A,
    budget: B,
    in_flight: Semaphore,
    max_in_flight: usize,
    max_attempts: u32,
    jitter_seed: u64,
}

impl<A, B> FanOutClient<A, B> {
    fn new(api: A, settings: Settings, budget: B) -> Self {
        let max_in_flight = settings.max_in_flight.get().min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Shared {
            api,
            budget,
            in_flight: Semaphore::new(max_in_flight),
            max_in_flight,
            max_attempts: settings.max_attempts.get(),
            jitter_seed: settings.jitter_seed,
        }))
    }
}

/// Builds a [`FanOutClient`].
pub type FanOutClientBuilder<A> = Builder<A, FanOutClient<A>>;

impl<A: WidgetApi> FanOutClient<A> {
    /// Starts from the API and the defaults.
    pub fn builder(api: A) -> FanOutClientBuilder<A> {
        Builder::new(api, |api, settings| {
            let pace = Pace::new(settings.requests_per_second, settings.burst);
            Self::new(api, settings, pace)
        })
    }
}

impl<A> FanOutClientBuilder<A> {
    /// The client, on a budget of your own instead of a [`Pace`]: its rate and burst count, not the
    /// builder's.
    ///
    /// An unavailable budget ends a call as any first failure does: [`FetchError::Api`] with
    /// [`ApiError::Transport`], whose source is the [`BudgetError`], and `attempts` that were sent.
    /// It is not tried again: how long to try is the budget's own policy.
    pub fn build_with<B: Budget>(self, budget: B) -> FanOutClient<A, B> {
        let (api, settings) = self.into_parts();
        FanOutClient::new(api, settings, budget)
    }
}

impl<A: WidgetApi, B: Budget> FanOutClient<A, B> {
    /// Fetches the widgets of every user, each user once.
    ///
    /// - **Order**: none. It pulls the next user when there is a place for one more request.
    /// - **Partial results**: none. You get every user's widgets, or an error.
    /// - **Nothing runs on**: when it returns, every request has ended or is dropped.
    ///
    /// # Errors
    /// The first [`FetchError`] that it sees, at once. It sends nothing after that.
    ///
    /// # Cancel safety
    /// Drop the future at any await: its tasks end at the runtime's next turn, and no token is lost.
    ///
    /// # Panics
    /// If `users` panics. A panic of the API is [`FetchError::Panicked`].
    pub async fn fetch_all(
        &self,
        cancel: &CancellationToken,
        users: impl IntoIterator<Item = UserId, IntoIter: Send>,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut asked = HashSet::new();
        let users = users.into_iter().filter(|user| asked.insert(*user));
        self.fetch_stream(cancel, users).try_collect().await
    }

    /// Fetches as [`fetch_all`](Self::fetch_all) does, and yields each answer as it arrives. A user
    /// given twice is fetched twice.
    ///
    /// It ends after the first error. While you do not read, the requests in flight go on, and no new
    /// one starts. Its memory does not grow with the number of users: it holds at most
    /// `max_in_flight` requests and unread answers together.
    ///
    /// # Cancel safety
    /// Drop the stream at any time: its tasks end at the runtime's next turn, and no token is lost.
    ///
    /// # Panics
    /// If `users` panics. A panic of the API is [`FetchError::Panicked`].
    pub fn fetch_stream<I>(
        &self,
        cancel: &CancellationToken,
        users: I,
    ) -> impl Stream<Item = Result<(UserId, Bytes), FetchError>> + Send + Unpin + use<A, B, I>
    where
        I: IntoIterator<Item = UserId, IntoIter: Send>,
    {
        let call = FanOut {
            client: Arc::clone(&self.0),
            stop: cancel.child_token(),
            cancel: cancel.clone(),
            users: users.into_iter().peekable(),
            tasks: JoinSet::new(),
        };
        let answers = stream::unfold(Some(call), async |call| {
            let mut call = call?;
            let answer = call.next().await?;
            let more = answer.is_ok().then_some(call);
            Some((answer, more))
        });
        // Pinned here, so that the caller need not pin it.
        Box::pin(answers)
    }
}

/// One call. It owns its tasks: dropping it aborts them.
struct FanOut<A, B, I: Iterator> {
    client: Arc<Shared<A, B>>,
    cancel: CancellationToken,
    /// A child of `cancel`. A task that fails cancels it before any other task is polled.
    stop: CancellationToken,
    users: Peekable<I>,
    /// A task that was cancelled returns `None`.
    tasks: JoinSet<Option<Result<(UserId, Bytes), FetchError>>>,
}

impl<A: WidgetApi, B: Budget, I: Iterator<Item = UserId>> FanOut<A, B, I> {
    async fn next(&mut self) -> Option<Result<(UserId, Bytes), FetchError>> {
        while self.users.peek().is_some() || !self.tasks.is_empty() {
            let more = self.users.peek().is_some() && !self.stop.is_cancelled();
            let room = self.tasks.len() < self.client.max_in_flight;
            let answer = select! {
                biased;
                () = self.cancel.cancelled() => Err(FetchError::Cancelled),
                // A large cap must not keep the thread: give way when the turn is used up.
                () = consume_budget(), if more && room => {
                    self.spawn_next();
                    continue;
                }
                Some(ended) = self.tasks.join_next() => match ended.expect("panics are caught") {
                    Some(answer) => answer,
                    None => continue,
                },
            };
            if answer.is_err() {
                // `abort` only asks; `shutdown` also waits until the tasks are gone.
                self.tasks.shutdown().await;
            }
            return Some(answer);
        }
        None
    }

    fn spawn_next(&mut self) {
        let Some(user) = self.users.next() else {
            return;
        };
        let (client, stop) = (Arc::clone(&self.client), self.stop.clone());
        let request = async move {
            let answer = select! {
                biased;
                () = stop.cancelled() => return None,
                caught = AssertUnwindSafe(client.fetch(user)).catch_unwind() => {
                    caught.unwrap_or(Err(FetchError::Panicked { user }))
                }
            };
            if answer.is_err() {
                stop.cancel();
            }
            Some(answer)
        };
        self.tasks
            .spawn(request.in_current_span().with_current_subscriber());
    }
}

impl<A: WidgetApi, B: Budget> Shared<A, B> {
    async fn fetch(&self, user: UserId) -> Result<(UserId, Bytes), FetchError> {
        // Acquired here, in the task: a stream that is not polled would be given a permit and keep it
        // from other calls. Held through every attempt and pause.
        let permit = self.in_flight.acquire().await;
        let _permit = permit.expect("the semaphore is never closed");
        let mut attempts = 1;
        loop {
            // The poll that takes the token also sends the request, so no token is lost.
            if let Err(unavailable) = self.budget.ready().await {
                return Err(no_token(user, attempts - 1, unavailable));
            }
            let source = match self.attempt(user, attempts).await {
                Ok(widgets) => return Ok((user, widgets)),
                Err(source) => source,
            };
            let again = attempts < self.max_attempts;
            let seed = self.jitter_seed ^ user.0.rotate_left(32);
            let Some(pause) = pause(&source, attempts, seed).filter(|_| again) else {
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
        let mut log = AttemptLog::start(user, attempt);
        let result = self.api.fetch_widgets(user).await;
        log.outcome = if result.is_ok() { "ok" } else { "failed" };
        result
    }
}

fn no_token(user: UserId, attempts: u32, unavailable: BudgetError) -> FetchError {
    FetchError::Api {
        user,
        attempts,
        source: ApiError::Transport(Box::new(unavailable)),
    }
}

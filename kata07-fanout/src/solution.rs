//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! A call owns a `JoinSet` with one task per user in flight. Each task takes its permit first and
//! its rate token second, so it sends the moment it has the token.

mod attempt_log;
mod back_off;
mod request;

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures::{FutureExt, Stream, TryStreamExt, stream};
use tokio::task::{JoinSet, coop::consume_budget};
use tokio::{select, sync::Semaphore};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, instrument::WithSubscriber};

use self::request::Shared;
use crate::{Budget, Builder, FetchError, Pace, Settings, UserId, WidgetApi};

/// Fetches the widgets of many users from a limited API. Clones share one rate and one cap.
#[derive(Debug)]
pub struct FanOutClient<A, B = Pace>(Arc<Shared<A, B>>);

impl<A, B> Clone for FanOutClient<A, B> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
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
    /// Builds the client on your own budget instead of a [`Pace`]. The budget sets rate and burst.
    ///
    /// When the budget is unavailable, the call ends with [`FetchError::Api`]. Its source is
    /// `ApiError::Transport` around the `BudgetError`, and `attempts` counts the requests sent. It is
    /// not retried: how long to try is the budget's own policy.
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

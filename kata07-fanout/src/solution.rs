//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! A call owns a `JoinSet` with a task for each request, and never more than may be in flight. Permit
//! first, token second: who holds a token sends at once.

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

/// Fetches the widgets of many users from a limited API; clones share one budget and one cap.
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

impl<A> From<(A, Settings)> for FanOutClient<A> {
    fn from((api, settings): (A, Settings)) -> Self {
        let pace = Pace::new(settings.requests_per_second, settings.burst);
        Self::new(api, settings, pace)
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
        Builder::new(api)
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
    /// Holds what is under way or not yet read, at most the cap, however many users there are. What
    /// is under way goes on while nobody reads; nothing new begins then.
    ///
    /// # Cancel safety
    /// Dropping the stream stops every request at the runtime's next turn, and takes no token.
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
        // Pinned, so that whoever asks for the next answer need not.
        Box::pin(answers)
    }
}

/// One call: it owns its tasks, and ends them with itself.
struct FanOut<A, B, I: Iterator> {
    client: Arc<Shared<A, B>>,
    cancel: CancellationToken,
    /// Cancelled with `cancel`, and by the first failure, at once and whoever is polled next.
    stop: CancellationToken,
    users: Peekable<I>,
    /// `None` from those who were stopped.
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
                // However much room there is, others get their turn.
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
                // `abort` only asks; wait until nothing runs.
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
        // Waited for in the task: a stream that nobody reads would stand in line with nobody to take
        // the permit. And held through every attempt and pause: in flight is in flight to the end.
        let permit = self.in_flight.acquire().await;
        let _permit = permit.expect("nobody closes the semaphore");
        let mut attempts = 1;
        loop {
            // A token and the request it is for go in one poll: none is taken in vain.
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

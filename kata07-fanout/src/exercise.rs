//! Your turn: fill in `fetch_all`, then, for the stretch, `fetch_stream` and retries.
//!
//! The builder is given. Change what you like in this file, as long as its public names stay.
#![allow(
    clippy::todo,
    reason = "this is the exercise: what is to be done is yours"
)]

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use futures::{Stream, stream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{Builder, FetchError, Pace, Settings, UserId, WidgetApi};

/// Fetches the widgets of many users from a limited API; clones share one budget and one cap.
#[derive(Debug)]
pub struct FanOutClient<A> {
    api: Arc<A>,
    pace: Arc<Pace>,
    in_flight: Arc<Semaphore>,
    settings: Settings,
}

impl<A> Clone for FanOutClient<A> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            pace: Arc::clone(&self.pace),
            in_flight: Arc::clone(&self.in_flight),
            settings: self.settings,
        }
    }
}

impl<A> From<(A, Settings)> for FanOutClient<A> {
    fn from((api, settings): (A, Settings)) -> Self {
        let permits = settings.max_in_flight.get().min(Semaphore::MAX_PERMITS);
        Self {
            api: Arc::new(api),
            pace: Arc::new(Pace::new(settings.requests_per_second, settings.burst)),
            in_flight: Arc::new(Semaphore::new(permits)),
            settings,
        }
    }
}

/// Builds a [`FanOutClient`].
pub type FanOutClientBuilder<A> = Builder<A, FanOutClient<A>>;

impl<A: WidgetApi> FanOutClient<A> {
    /// Starts from the API and the defaults.
    pub fn builder(api: A) -> FanOutClientBuilder<A> {
        Builder::new(api)
    }

    /// Fetches every user's widgets, each user once.
    ///
    /// # Errors
    /// The first [`FetchError`], at once; nothing is sent after it.
    pub async fn fetch_all(
        &self,
        cancel: &CancellationToken,
        users: impl IntoIterator<Item = UserId, IntoIter: Send>,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let Self {
            api: _api,
            pace: _pace,
            in_flight,
            settings: _settings,
        } = self;
        let (_cancel, _users) = (cancel, users.into_iter());
        todo!(
            "fetch every user's widgets, {} at a time, at the pace of `Pace`; \
             give up at the first failure, or when `cancel` says so",
            in_flight.available_permits()
        )
    }

    /// Stretch: fetches each answer as it comes, and ends after the first error.
    pub fn fetch_stream<I>(
        &self,
        cancel: &CancellationToken,
        users: I,
    ) -> impl Stream<Item = Result<(UserId, Bytes), FetchError>> + Send + Unpin + use<A, I>
    where
        I: IntoIterator<Item = UserId, IntoIter: Send>,
    {
        let (_client, _cancel, _users) = (self.clone(), cancel.clone(), users.into_iter());
        stream::poll_fn(move |_| todo!("yield each user's widgets as they come"))
    }
}

//! What the client speaks of: given, and the same for the exercise and the solution.

use std::{error::Error, fmt, time::Duration};

use bytes::Bytes;

/// A user's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The port to the API: one attempt of one request, to the last byte of the body.
///
/// Write an implementation's `fetch_widgets` as a plain `async fn`; the trait spells the future out
/// to say that it is `Send`. Whoever drops the future has cancelled the request.
pub trait WidgetApi: Send + Sync + 'static {
    /// Fetches the widgets of `user`, once.
    fn fetch_widgets(&self, user: UserId) -> impl Future<Output = Result<Bytes, ApiError>> + Send;
}

/// Why one attempt failed: one variant for each reaction a client can have.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The API answered with something else than 2xx.
    #[error("status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long the API asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The answer did not come in time.
    #[error("no answer within {after:?}")]
    TimedOut {
        /// The time there was.
        after: Duration,
    },
    /// The answer is longer than anybody wants to hold.
    #[error("an answer of more than {limit} bytes")]
    BodyTooLarge {
        /// The most bytes there may be.
        limit: usize,
    },
    /// No answer came through.
    #[error("no answer came through")]
    Transport(#[source] Box<dyn Error + Send + Sync>),
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A user's widgets could not be had: the first failure of all.
    #[error("the widgets of user {user} could not be fetched in {attempts} attempt(s)")]
    Api {
        /// Whose widgets.
        user: UserId,
        /// How often it was tried.
        attempts: u32,
        /// What the last attempt said.
        source: ApiError,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The API's own code panicked.
    #[error("the API panicked for user {user}")]
    Panicked {
        /// Whose widgets were asked for.
        user: UserId,
    },
}

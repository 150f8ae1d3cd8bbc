//! The types that the exercise and the solution share: users, the API, errors.

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
/// Implement `fetch_widgets` as a plain `async fn`. The trait spells the future out to say that it
/// is `Send`. To cancel the request, drop the future.
pub trait WidgetApi: Send + Sync + 'static {
    /// Fetches the widgets of `user`, once.
    fn fetch_widgets(&self, user: UserId) -> impl Future<Output = Result<Bytes, ApiError>> + Send;
}

/// Why one attempt failed, with one variant for each reaction that a client can have.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The API answered with a status other than 2xx.
    #[error("status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long the API asks you to wait.
        retry_after: Option<Duration>,
    },
    /// The answer did not come in time.
    #[error("no answer within {after:?}")]
    TimedOut {
        /// The time limit.
        after: Duration,
    },
    /// The answer is longer than the limit.
    #[error("the answer has more than {limit} bytes")]
    BodyTooLarge {
        /// The longest answer that is read, in bytes.
        limit: usize,
    },
    /// The connection failed before the answer was complete.
    #[error("the connection failed")]
    Transport(#[source] Box<dyn Error + Send + Sync>),
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The first user whose last attempt failed.
    #[error("cannot fetch the widgets of user {user} (attempt {attempts})")]
    Api {
        /// Whose request failed.
        user: UserId,
        /// How many attempts were made.
        attempts: u32,
        /// The error of the last attempt, as the API gave it.
        source: ApiError,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The API's code panicked.
    #[error("the API panicked for user {user}")]
    Panicked {
        /// Whose request it was.
        user: UserId,
    },
}

//! The port: a service as the patterns see it.

use std::error::Error;

use serde::Serialize;
use serde_json::Value;

use crate::UserId;

/// A service that returns one section of a user's page.
///
/// Implement `call` as a plain `async fn`. The trait spells out the future because a pattern that
/// spawns needs a `Send` future, and `async fn` in a trait cannot promise that.
///
/// # Cancellation
/// To cancel a call, a pattern drops its future. That works only where the future awaits: a call
/// that blocks its thread holds up every pattern, past any deadline.
pub trait Service: Send + Sync + 'static {
    /// The name of its section, unique among the services of one fetch.
    fn name(&self) -> &str;

    /// Fetches the section of `user`.
    ///
    /// # Errors
    /// [`CallError::Failed`] with the cause.
    fn call(&self, user: &UserId) -> impl Future<Output = Result<Value, CallError>> + Send;
}

/// Why a service returned no section.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It returned an error, or could not be reached.
    #[error("the call failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// It had not answered by the deadline.
    #[error("no answer by the deadline")]
    TimedOut,
    /// It panicked.
    #[error("the call panicked: {message}")]
    Panicked {
        /// The panic's message.
        message: String,
    },
}

impl CallError {
    /// The error's kind, for tables and for JSON.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Failed(_) => ErrorKind::Failed,
            Self::TimedOut => ErrorKind::Timeout,
            Self::Panicked { .. } => ErrorKind::Panicked,
        }
    }
}

/// The kinds of [`CallError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// [`CallError::Failed`]
    Failed,
    /// [`CallError::TimedOut`]
    Timeout,
    /// [`CallError::Panicked`]
    Panicked,
}

impl ErrorKind {
    /// Its name: `failed`, `timeout` or `panicked`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Timeout => "timeout",
            Self::Panicked => "panicked",
        }
    }
}

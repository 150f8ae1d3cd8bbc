//! The port: what a pattern knows of a service.

use std::error::Error;

use serde::Serialize;
use serde_json::Value;

use crate::UserId;

/// A service that knows something of a user: one section of the page.
///
/// Write an implementation's `call` as a plain `async fn`. The trait spells the future out because
/// a pattern that spawns must know that it is `Send`, which `async fn` in a trait cannot promise.
///
/// # Cancellation
/// A pattern that gives up drops the future, which must end the call. It can do so only where the
/// future awaits: one that blocks its thread holds up every pattern, past any deadline.
pub trait Service: Send + Sync + 'static {
    /// The name of its section, distinct among the services asked together.
    fn name(&self) -> &str;

    /// Fetches the section of `user`.
    ///
    /// # Errors
    /// [`CallError::Failed`] with the cause.
    fn call(&self, user: &UserId) -> impl Future<Output = Result<Value, CallError>> + Send;
}

/// Why a service gave no section.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It answered with an error, or could not be reached.
    #[error("the call failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// It had not answered at the deadline.
    #[error("no answer by the deadline")]
    TimedOut,
    /// It panicked.
    #[error("the call panicked: {message}")]
    Panicked {
        /// What the panic said.
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
    /// The word for it: `failed`, `timeout` or `panicked`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Timeout => "timeout",
            Self::Panicked => "panicked",
        }
    }
}

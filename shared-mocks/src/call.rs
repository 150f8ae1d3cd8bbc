//! One call, as it is recorded.

use std::time::Duration;

use serde::Serialize;

/// How a recorded call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// It answered.
    Returned,
    /// It answered with an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It was cancelled: its future was dropped before it answered.
    Dropped,
    /// It has not ended yet.
    Running,
}

impl Ending {
    /// The words for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Dropped => "dropped",
            Self::Running => "still running",
        }
    }
}

/// One recorded call; times count from [`Probe::new`](crate::Probe::new).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who was called.
    pub service: String,
    /// When the call's future was first polled.
    pub start: Duration,
    /// When it ended; `None` exactly while it is [`Ending::Running`].
    pub end: Option<Duration>,
    /// How it ended.
    pub ending: Ending,
}

//! One call, as it is recorded.

use std::time::Duration;

/// How a call ended, or that it is still running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// It returned a value.
    Returned,
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It was cancelled: its future was dropped before it ended, at a deadline or for any other
    /// reason.
    Dropped,
    /// It is still running.
    Running,
}

impl Ending {
    /// All five, in the order of a picture's legend.
    pub const ALL: [Self; 5] = [
        Self::Returned,
        Self::Failed,
        Self::Panicked,
        Self::Dropped,
        Self::Running,
    ];

    /// The name for programs: in JSON and in metric labels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Dropped => "dropped",
            Self::Running => "running",
        }
    }

    /// The name for people: in pictures and messages.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Dropped => "cancelled",
            Self::Running => "still running",
            other => other.as_str(),
        }
    }
}

/// One recorded call. Its times count from [`Recorder::new`](crate::Recorder::new).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The name given to [`Recorder::watch`](crate::Recorder::watch).
    pub name: String,
    /// When its future was first polled.
    pub start: Duration,
    /// When it ended; `None` while it is [`Ending::Running`].
    pub end: Option<Duration>,
    /// How it ended.
    pub ending: Ending,
}

/// Formats a time: whole seconds as `s`, anything else in whole milliseconds.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(timeline::short(Duration::from_secs(3)), "3s");
/// assert_eq!(timeline::short(Duration::from_micros(1_500_700)), "1500ms");
/// ```
#[must_use]
pub fn short(time: Duration) -> String {
    match time.as_millis() {
        ms if ms > 0 && ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{ms}ms"),
    }
}

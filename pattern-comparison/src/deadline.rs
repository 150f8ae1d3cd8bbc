//! The deadline of the patterns that have one.

use std::{fmt, str::FromStr, time::Duration};

use shared_mocks::Latency;
use shared_terminal::quoted;

/// A deadline in whole milliseconds, `1ms` to `60s`. The default is `1s`.
///
/// ```
/// use pattern_comparison::Deadline;
///
/// let deadline: Deadline = "500ms".parse()?;
/// assert_eq!(deadline.to_string(), "500ms");
/// assert!("0ms".parse::<Deadline>().is_err());
/// # Ok::<(), pattern_comparison::ParseDeadlineError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deadline(Latency);

/// One second.
impl Default for Deadline {
    fn default() -> Self {
        const SECOND: Latency = Latency::from_millis(1_000).expect("a second is within a minute");
        Self(SECOND)
    }
}

impl Deadline {
    /// The deadline in whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0.as_millis()
    }
}

impl From<Deadline> for Duration {
    fn from(deadline: Deadline) -> Self {
        deadline.0.into()
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Deadline {
    type Err = ParseDeadlineError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.parse() {
            Ok(Latency::ZERO) | Err(_) => Err(ParseDeadlineError {
                word: word.to_owned(),
            }),
            Ok(latency) => Ok(Self(latency)),
        }
    }
}

/// A word that is not a [`Deadline`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is not a deadline: write 1ms to 60s, in whole ms or s",
    quoted(word)
)]
pub struct ParseDeadlineError {
    word: String,
}

//! How long a scripted call takes.

use std::{fmt, str::FromStr, time::Duration};

use shared_terminal::quoted;
use timeline::short;

/// A scripted time: whole milliseconds, `0ms` to `60s`.
///
/// Every value prints as a word that parses back to the same value.
///
/// ```
/// use shared_mocks::Latency;
/// use std::time::Duration;
///
/// let latency: Latency = "3000ms".parse()?;
/// assert_eq!(latency.to_string(), "3s");
/// assert_eq!(Duration::from(latency), Duration::from_secs(3));
/// assert!("61s".parse::<Latency>().is_err());
/// # Ok::<(), shared_mocks::ParseLatencyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Latency(u64);

impl Latency {
    /// 60 s, the longest.
    pub const MAX: Self = Self(60_000);
    /// 0 ms, the shortest.
    pub const ZERO: Self = Self(0);

    /// A latency of `ms` milliseconds, or `None` above [`Latency::MAX`].
    #[must_use]
    pub const fn from_millis(ms: u64) -> Option<Self> {
        if ms <= Self::MAX.0 {
            Some(Self(ms))
        } else {
            None
        }
    }

    /// The whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

impl From<Latency> for Duration {
    fn from(latency: Latency) -> Self {
        Self::from_millis(latency.0)
    }
}

/// Whole seconds as `s`; anything else, zero included, as `ms`.
impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&short((*self).into()))
    }
}

impl FromStr for Latency {
    type Err = ParseLatencyError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let malformed = || ParseLatencyError::Malformed {
            word: word.to_owned(),
        };
        let too_long = || ParseLatencyError::TooLong {
            word: word.to_owned(),
        };

        // Try `ms` before `s`, because `ms` ends in `s`.
        let (digits, unit) = match (word.strip_suffix("ms"), word.strip_suffix('s')) {
            (Some(digits), _) => (digits, 1),
            (None, Some(digits)) => (digits, 1_000),
            (None, None) => return Err(malformed()),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        // Only digits are left, so it fails only if the number is too large for the type.
        let count: u64 = digits.parse().map_err(|_| too_long())?;
        count
            .checked_mul(unit)
            .and_then(Self::from_millis)
            .ok_or_else(too_long)
    }
}

/// Why a word is not a [`Latency`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseLatencyError {
    /// Not a whole number followed by `ms` or `s`.
    #[error(
        "{} is not a latency: write a whole number of `ms` or `s`, such as `40ms`",
        quoted(word)
    )]
    Malformed {
        /// The word as it was given.
        word: String,
    },
    /// Above [`Latency::MAX`].
    #[error("{} is too long: a latency is at most {}", quoted(word), Latency::MAX)]
    TooLong {
        /// The word as it was given.
        word: String,
    },
}

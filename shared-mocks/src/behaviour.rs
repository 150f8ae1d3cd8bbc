//! What a scripted call does, and how you write it.

use std::{fmt, str::FromStr};

use shared_terminal::quoted;

use crate::{Latency, ParseLatencyError};

/// What a call does: it returns, fails or panics after its latency, or it never ends.
///
/// | word | meaning |
/// |---|---|
/// | `40ms` | returns after 40 ms |
/// | `10ms:fail` | fails after 10 ms |
/// | `10ms:panic` | panics after 10 ms |
/// | `hang` | never ends |
///
/// ```
/// use shared_mocks::Behaviour;
///
/// let behaviour: Behaviour = "1000ms:fail".parse()?;
/// assert_eq!(behaviour.to_string(), "1s:fail");
/// # Ok::<(), shared_mocks::ParseBehaviourError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Behaviour {
    /// Returns after the latency.
    Return(Latency),
    /// Fails after the latency.
    Fail(Latency),
    /// Panics after the latency.
    Panic(Latency),
    /// Never ends; you can only drop it.
    Hang,
}

impl Behaviour {
    /// When the call ends by itself, or `None` if it never does.
    #[must_use]
    pub const fn latency(self) -> Option<Latency> {
        match self {
            Self::Return(latency) | Self::Fail(latency) | Self::Panic(latency) => Some(latency),
            Self::Hang => None,
        }
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Return(latency) => write!(f, "{latency}"),
            Self::Fail(latency) => write!(f, "{latency}:fail"),
            Self::Panic(latency) => write!(f, "{latency}:panic"),
            Self::Hang => f.write_str("hang"),
        }
    }
}

impl FromStr for Behaviour {
    type Err = ParseBehaviourError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.split_once(':') {
            None if word == "hang" => Ok(Self::Hang),
            None => Ok(Self::Return(word.parse()?)),
            Some(("hang", _)) => Err(ParseBehaviourError::HangEnds {
                word: word.to_owned(),
            }),
            Some((latency, "fail")) => Ok(Self::Fail(latency.parse()?)),
            Some((latency, "panic")) => Ok(Self::Panic(latency.parse()?)),
            Some((_, ending)) => Err(ParseBehaviourError::Ending {
                word: ending.to_owned(),
            }),
        }
    }
}

/// Why a word is not a [`Behaviour`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseBehaviourError {
    /// The part before the colon, or the whole word, is neither a latency nor `hang`.
    #[error(transparent)]
    Latency(#[from] ParseLatencyError),
    /// `hang` with an ending.
    #[error("{} does not end: `hang` stands alone", quoted(word))]
    HangEnds {
        /// The word as it was given.
        word: String,
    },
    /// The part after the colon is neither `fail` nor `panic`.
    #[error(
        "{} is not an ending: write `fail` or `panic`, or leave the colon out",
        quoted(word)
    )]
    Ending {
        /// The part after the colon.
        word: String,
    },
}

//! What a scripted call does, and the words for it.

use std::{fmt, str::FromStr};

use serde::Deserialize;

use crate::{Latency, ParseLatencyError};

/// What a call does: it ends in some way after its latency, or it never ends.
///
/// | word | meaning |
/// |---|---|
/// | `40ms` | returns after 40 ms |
/// | `10ms:fail` | fails after 10 ms |
/// | `10ms:panic` | panics after 10 ms |
/// | `hang` | never ends |
/// | `300ms:block` | holds its thread for 300 ms, then returns: real time only |
///
/// ```
/// use shared_mocks::Behaviour;
///
/// let behaviour: Behaviour = "1000ms:fail".parse()?;
/// assert_eq!(behaviour.to_string(), "1s:fail");
/// # Ok::<(), shared_mocks::ParseBehaviourError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Behaviour {
    /// Returns after the latency.
    Return(Latency),
    /// Fails after the latency.
    Fail(Latency),
    /// Panics after the latency.
    Panic(Latency),
    /// Never ends, and can only be dropped.
    Hang,
    /// Holds its thread for the latency, then returns: no clock but the real one passes meanwhile,
    /// and nothing can stop it.
    Block(Latency),
}

impl Behaviour {
    /// When the call ends by itself, or `None` if it never does.
    #[must_use]
    pub const fn latency(self) -> Option<Latency> {
        match self {
            Self::Return(latency)
            | Self::Fail(latency)
            | Self::Panic(latency)
            | Self::Block(latency) => Some(latency),
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
            Self::Block(latency) => write!(f, "{latency}:block"),
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
            Some((latency, "block")) => Ok(Self::Block(latency.parse()?)),
            Some((_, ending)) => Err(ParseBehaviourError::Ending {
                word: ending.to_owned(),
            }),
        }
    }
}

impl TryFrom<String> for Behaviour {
    type Error = ParseBehaviourError;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

/// Why a word is no [`Behaviour`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseBehaviourError {
    /// The part before the colon, or the whole word, is neither a latency nor `hang`.
    #[error(transparent)]
    Latency(#[from] ParseLatencyError),
    /// `hang` with an ending.
    #[error("{word:?} does not end: `hang` stands alone")]
    HangEnds {
        /// The word as it was given.
        word: String,
    },
    /// The part after the colon is neither `fail` nor `panic` (nor `block`, which is for real time only).
    #[error("{word:?} is not an ending: write `fail` or `panic`, or leave the colon out")]
    Ending {
        /// The part after the colon.
        word: String,
    },
}

//! How long each step takes.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

use super::{StepName, strict::whole};

/// How long each step takes, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delays {
    /// 150 by default.
    pub payment: DelayMs,
    /// 200 by default.
    pub vendor: DelayMs,
    /// 100 by default.
    pub courier: DelayMs,
}

impl Delays {
    /// The delay of one step.
    #[must_use]
    pub fn of(self, step: StepName) -> Duration {
        let DelayMs(ms) = match step {
            StepName::Payment => self.payment,
            StepName::Vendor => self.vendor,
            StepName::Courier => self.courier,
        };
        Duration::from_millis(ms.into())
    }
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            payment: DelayMs(150),
            vendor: DelayMs(200),
            courier: DelayMs(100),
        }
    }
}

/// Whole milliseconds, 0 to 60,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelayMs(u16);

impl DelayMs {
    /// The longest.
    pub const MAX: u16 = 60_000;
}

impl TryFrom<u64> for DelayMs {
    type Error = DelayError;

    fn try_from(ms: u64) -> Result<Self, DelayError> {
        match u16::try_from(ms) {
            Ok(short @ 0..=Self::MAX) => Ok(Self(short)),
            _ => Err(DelayError { ms }),
        }
    }
}

impl<'de> Deserialize<'de> for DelayMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        whole(deserializer)?.try_into().map_err(D::Error::custom)
    }
}

/// A number that is not a [`DelayMs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a delay is at most {} ms, not {ms}", DelayMs::MAX)]
pub struct DelayError {
    ms: u64,
}

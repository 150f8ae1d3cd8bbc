//! The four patterns as values: one list feeds the command, the tests and the pages.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use serde::{Serialize, Serializer};
use shared_terminal::quoted;

use crate::{Answer, Service, UserId, patterns};

/// One of the four ways to fetch from several services at once.
///
/// ```
/// use pattern_comparison::Pattern;
///
/// assert_eq!("fail-fast".parse(), Ok(Pattern::FailFast));
/// assert_eq!(Pattern::JoinAll.to_string(), "join-all");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// [`patterns::join_all`]
    JoinAll,
    /// [`patterns::channels`]
    Channels,
    /// [`patterns::timeout_hybrid`]
    TimeoutHybrid,
    /// [`patterns::fail_fast`]
    FailFast,
}

impl Pattern {
    /// All four, each one step from the one before it.
    pub const ALL: [Self; 4] = [
        Self::JoinAll,
        Self::Channels,
        Self::TimeoutHybrid,
        Self::FailFast,
    ];

    /// Asks every service for its section of `user`, in this pattern's way.
    ///
    /// What happens to the others when a service fails or hangs, or when this future is dropped,
    /// is the difference between the patterns: see the module of each.
    pub async fn fetch<S: Service>(
        self,
        services: &[Arc<S>],
        user: &UserId,
        deadline: Duration,
    ) -> Answer {
        match self {
            Self::JoinAll => patterns::join_all::fetch(services, user, deadline).await,
            Self::Channels => patterns::channels::fetch(services, user, deadline).await,
            Self::TimeoutHybrid => patterns::timeout_hybrid::fetch(services, user, deadline).await,
            Self::FailFast => patterns::fail_fast::fetch(services, user, deadline).await,
        }
    }

    /// Whether the pattern keeps its deadline; the others ignore it.
    #[must_use]
    pub const fn has_deadline(self) -> bool {
        matches!(self, Self::TimeoutHybrid | Self::FailFast)
    }

    /// The pattern's name, as in a command line or a path.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JoinAll => "join-all",
            Self::Channels => "channels",
            Self::TimeoutHybrid => "timeout-hybrid",
            Self::FailFast => "fail-fast",
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Pattern {
    type Err = ParsePatternError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|pattern| pattern.name() == word)
            .ok_or_else(|| ParsePatternError {
                word: word.to_owned(),
            })
    }
}

/// A word that names no [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a pattern: choose {}", quoted(word), Pattern::ALL.map(Pattern::name).join(", "))]
pub struct ParsePatternError {
    word: String,
}

//! The four patterns as values: one list feeds the command, the tests and the pages.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use serde::{Serialize, Serializer};
use shared_terminal::quoted;

use crate::{Answer, Service, UserId, patterns};

/// One of the four ways to fetch from several services concurrently.
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
    /// All four, in the order of the ladder.
    pub const ALL: [Self; 4] = [
        Self::JoinAll,
        Self::Channels,
        Self::TimeoutHybrid,
        Self::FailFast,
    ];

    /// Fetches the section of `user` from every service.
    ///
    /// The patterns differ when a service fails or hangs, and when this future is dropped: see the
    /// module of each.
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

    /// Whether the pattern has a deadline; the others ignore it.
    #[must_use]
    pub const fn has_deadline(self) -> bool {
        matches!(self, Self::TimeoutHybrid | Self::FailFast)
    }

    /// The source file of the pattern's module, for a page that shows it.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::JoinAll => include_str!("patterns/join_all.rs"),
            Self::Channels => include_str!("patterns/channels.rs"),
            Self::TimeoutHybrid => include_str!("patterns/timeout_hybrid.rs"),
            Self::FailFast => include_str!("patterns/fail_fast.rs"),
        }
    }

    /// The pattern's name, as in the command line or a URL.
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

/// A word that is not the name of a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a pattern: choose {}", quoted(word), Pattern::ALL.map(Pattern::name).join(", "))]
pub struct ParsePatternError {
    word: String,
}

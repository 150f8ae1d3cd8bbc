//! Who takes part in a comparison.

use std::{fmt, sync::Arc, time::Duration};

use serde::{Serialize, Serializer};

use crate::{Answer, Pattern, Service, UserId, patterns::obvious_mistake};

/// A pattern, or the mistake beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// One of the four.
    Pattern(Pattern),
    /// [`obvious_mistake`]
    ObviousMistake,
}

impl Lane {
    /// The four patterns.
    pub const PATTERNS: [Self; 4] = [
        Self::Pattern(Pattern::JoinAll),
        Self::Pattern(Pattern::Channels),
        Self::Pattern(Pattern::TimeoutHybrid),
        Self::Pattern(Pattern::FailFast),
    ];

    /// The four patterns and the mistake.
    pub const WITH_MISTAKE: [Self; 5] = {
        let [one, two, three, four] = Self::PATTERNS;
        [one, two, three, four, Self::ObviousMistake]
    };

    /// The name, as in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pattern(pattern) => pattern.name(),
            Self::ObviousMistake => "obvious-mistake",
        }
    }

    pub(super) async fn fetch<S: Service>(
        self,
        services: &[Arc<S>],
        user: &UserId,
        deadline: Duration,
    ) -> Answer {
        match self {
            Self::Pattern(pattern) => pattern.fetch(services, user, deadline).await,
            Self::ObviousMistake => obvious_mistake::fetch(services, user, deadline).await,
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Lane {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

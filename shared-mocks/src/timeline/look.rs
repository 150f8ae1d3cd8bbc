//! The six ways in which a bar ends, each told apart by shape, and by colour besides.

use std::time::Duration;

use crate::{Call, Ending};

/// How a bar ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// With an answer.
    Returned,
    /// With an error.
    Failed,
    /// With a panic.
    Panicked,
    /// At the deadline, dropped.
    TimedOut,
    /// Before the deadline, dropped.
    Cancelled,
    /// Not at all, as far as one has looked.
    Running,
}

impl Look {
    /// All six, in the order of the legend.
    pub const ALL: [Self; 6] = [
        Self::Returned,
        Self::Failed,
        Self::Panicked,
        Self::TimedOut,
        Self::Cancelled,
        Self::Running,
    ];

    /// How a call looks that was given `deadline`.
    #[must_use]
    pub fn of(call: &Call, deadline: Option<Duration>) -> Self {
        let late = deadline.is_some_and(|deadline| call.end.is_some_and(|end| end >= deadline));
        match call.ending {
            Ending::Returned => Self::Returned,
            Ending::Failed => Self::Failed,
            Ending::Panicked => Self::Panicked,
            Ending::Dropped if late => Self::TimedOut,
            Ending::Dropped => Self::Cancelled,
            Ending::Running => Self::Running,
        }
    }

    /// A short bar that ends so, as an SVG document of 44 by 20: for a page that has the words.
    #[must_use]
    pub fn to_svg(self) -> String {
        super::svg::sample(self)
    }

    /// The words for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed out",
            Self::Cancelled => "cancelled",
            Self::Running => "runs on",
        }
    }
}

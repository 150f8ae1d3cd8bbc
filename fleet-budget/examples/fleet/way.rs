//! Three ways to keep to one rate with many processes.

use std::num::NonZeroU32;

/// What a process takes as its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    All,
    Part,
    One,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::All, Self::Part, Self::One];

    pub(crate) fn name(self, processes: NonZeroU32) -> String {
        match (self, processes.get()) {
            (Self::All, _) => "each takes all".to_owned(),
            (Self::Part, 2) => "each takes a half".to_owned(),
            (Self::Part, 4) => "each takes a quarter".to_owned(),
            (Self::Part, processes) => format!("each takes 1/{processes}"),
            (Self::One, _) => "one budget".to_owned(),
        }
    }
}

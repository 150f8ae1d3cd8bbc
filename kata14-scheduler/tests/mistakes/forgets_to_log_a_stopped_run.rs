//! "It did not end, so there is nothing to log." The run that hangs is the one that you look for.

use kata14_scheduler::{Ended, Summary, Tick};
use tokio::time::Instant;

use crate::{shell::Parts, support};

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake;

impl Parts for Mistake {
    fn record(summary: &mut Summary, tick: Tick, started: Instant, ended: &Ended) {
        match ended {
            Ended::Stopped => summary.runs += 1,
            _ => summary.record(tick, started, ended),
        }
    }
}

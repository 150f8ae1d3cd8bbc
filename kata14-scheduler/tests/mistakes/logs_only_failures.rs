//! "Good news is no news." Without an event you cannot say whether the job runs at all, or how late.

use kata14_scheduler::{Ended, Summary, Tick};
use tokio::time::Instant;

use crate::{shell::Parts, support};

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake;

impl Parts for Mistake {
    fn record(summary: &mut Summary, tick: Tick, started: Instant, ended: &Ended) {
        match ended {
            Ended::Ok => summary.runs += 1,
            _ => summary.record(tick, started, ended),
        }
    }
}

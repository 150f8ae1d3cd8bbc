//! "No time is left until the next tick, so there is none." A run longer than a period ends the schedule.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    shell::{Parts, Planned, Scheduler},
    support,
};

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake;

impl Parts for Mistake {
    fn after<J>(
        scheduler: &Scheduler<J, Self>,
        last: Planned,
        every: Duration,
        now: Instant,
    ) -> Option<Planned> {
        let next = Self::planned(scheduler, last, every, 1)?;
        // `None` where the tick is past, and then nothing is ever due again.
        next.tick.due.checked_duration_since(now)?;
        Some(next)
    }
}

//! "They are skipped, so there is nothing to say." A job that is too slow for its period looks healthy.

use std::time::Duration;

use kata14_scheduler::Tick;
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
    fn planned<J>(
        scheduler: &Scheduler<J, Self>,
        last: Planned,
        every: Duration,
        steps: u64,
    ) -> Option<Planned> {
        let reach = scheduler.settings.jitter.reach(every);
        let number = last.tick.number.checked_add(steps)?;
        let place: Instant = last.place.checked_add(every * u32::try_from(steps).ok()?)?;
        let due = place + Self::offset(scheduler, number, reach) - reach;
        let missed = 0;
        let tick = Tick {
            number,
            due,
            missed,
        };
        Some(Planned { place, tick })
    }
}

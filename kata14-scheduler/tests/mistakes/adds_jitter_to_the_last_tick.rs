//! "The next tick is the last one, a period, and some jitter." The jitter adds up: a random walk, away
//! from the grid.

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
        let from_the_last = Planned {
            place: last.tick.due,
            ..last
        };
        let passed = now.saturating_duration_since(last.tick.due).as_nanos() / every.as_nanos();
        (u64::try_from(passed).ok()?.max(1)..)
            .map(|steps| Self::planned(scheduler, from_the_last, every, steps))
            .find(|planned| planned.is_none_or(|planned| planned.tick.due >= now))?
    }
}

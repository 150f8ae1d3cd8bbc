//! "Step on until the tick is in the future." After a long time, or with a short period, the loop takes
//! longer than the next tick.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    shell::{Parts, Planned, Scheduler},
    support,
};

#[path = "../suite/stretch/mod.rs"]
mod stretch;

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
        let mut steps = 1;
        loop {
            let next = Self::planned(scheduler, last, every, steps)?;
            if next.tick.due >= now {
                return Some(next);
            }
            steps += 1;
        }
    }
}

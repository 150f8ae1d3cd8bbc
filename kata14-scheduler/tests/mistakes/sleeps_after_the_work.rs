//! "Run, then sleep for five seconds." A period is then five seconds and the work: it drifts.

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
        let end = Planned { place: now, ..last };
        Self::planned(scheduler, end, every, 1)
    }
}

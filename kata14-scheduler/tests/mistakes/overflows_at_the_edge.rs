//! "No period is a million years long." `Duration::MAX` is how callers write "never".

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
        let passed = now.saturating_duration_since(last.place).as_nanos() / every.as_nanos();
        let steps = u64::try_from(passed).ok()?.max(1);
        // `+` panics where `checked_add` says that there is no such instant.
        let _ = last.place + every;
        (steps..)
            .map(|steps| Self::planned(scheduler, last, every, steps))
            .find(|planned| planned.is_none_or(|planned| planned.tick.due >= now))?
    }
}

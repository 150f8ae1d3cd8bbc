//! "Read the period when the next tick is computed." One that is set during the run then moves the very
//! next tick, one that is set between two runs does not.

use kata14_scheduler::{First, Job, Summary};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, at, reached},
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
    async fn run<J: Job>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> Summary {
        let mut summary = Summary::default();
        let start = at(Instant::now(), 0, 0);
        let mut next = match scheduler.settings.first {
            First::AtOnce => Some(start),
            First::AfterOnePeriod => Self::after(scheduler, start, scheduler.period(), start.place),
        };
        while let Some(now) = cancel.run_until_cancelled(reached(next)).await {
            Self::run_once(scheduler, cancel, now.tick, &mut summary).await;
            next = Self::after(scheduler, now, scheduler.period(), Instant::now());
            summary.missed += next.map_or(0, |next| next.tick.missed);
        }
        summary
    }
}

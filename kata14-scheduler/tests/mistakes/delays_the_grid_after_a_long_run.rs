//! "`Delay` does not burst." It moves the whole grid: after a long run, every later tick is late by the
//! same time.

use kata14_scheduler::{First, Job, Summary};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, on_an_interval},
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
    async fn run<J: Job>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> Summary {
        let every = scheduler.period();
        let first = match scheduler.settings.first {
            First::AtOnce => Instant::now(),
            First::AfterOnePeriod => Instant::now() + every,
        };
        let mut ticks = interval_at(first, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        on_an_interval(scheduler, cancel, ticks).await
    }
}

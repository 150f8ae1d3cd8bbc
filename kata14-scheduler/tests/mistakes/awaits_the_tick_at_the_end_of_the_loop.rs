//! "Run, then wait for the tick." The interval's first tick is immediate, so at the start the job runs
//! twice.

use kata14_scheduler::{First, Jitter, Job, Summary, Tick};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, on_the_grid},
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
        if scheduler.settings.first == First::AfterOnePeriod
            || scheduler.settings.jitter != Jitter::NONE
        {
            return on_the_grid(scheduler, cancel).await;
        }
        let (mut summary, mut number) = (Summary::default(), 0);
        let mut ticks = interval(scheduler.period());
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut due = tokio::time::Instant::now();
        while !cancel.is_cancelled() {
            let missed = 0;
            let tick = Tick {
                number,
                due,
                missed,
            };
            Self::run_once(scheduler, cancel, tick, &mut summary).await;
            match cancel.run_until_cancelled(ticks.tick()).await {
                Some(next) => (due, number) = (next, number + 1),
                None => break,
            }
        }
        summary
    }
}

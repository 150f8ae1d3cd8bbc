//! "`interval` waits, then ticks." Its first tick is immediate.

use kata14_scheduler::{First, Job, Summary};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, at, on_the_grid, reached},
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
        let mut ticks = tokio::time::interval(scheduler.period());
        let mut before = Summary::default();
        if scheduler.settings.first == First::AfterOnePeriod && !cancel.is_cancelled() {
            let tick = reached(Some(at(ticks.tick().await, 0, 0))).await.tick;
            Self::run_once(scheduler, cancel, tick, &mut before).await;
        }
        let rest = on_the_grid(scheduler, cancel).await;
        Summary {
            runs: rest.runs + before.runs,
            failures: rest.failures + before.failures,
            panics: rest.panics + before.panics,
            missed: rest.missed + before.missed,
        }
    }
}

//! "The next tick is number n + 1." Not after missed ticks: number and due time no longer belong together.

use kata14_scheduler::{First, Job, Summary, Tick};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, in_place},
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
    async fn run_once<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) {
        let first = u64::from(scheduler.settings.first == First::AfterOnePeriod);
        let number = summary.runs + first;
        let tick = Tick { number, ..tick };
        in_place(scheduler, cancel, tick, summary).await;
    }
}

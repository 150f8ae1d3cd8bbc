//! "The job does not panic." One bug in it, once, and nothing is refreshed any more.

use kata14_scheduler::{Ended, Job, Summary, Tick};
use tokio::{
    select,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler},
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
        let (started, stop) = (Instant::now(), cancel.child_token());
        let grace_is_over = async {
            cancel.cancelled().await;
            sleep(scheduler.settings.grace).await;
        };
        let ended = select! {
            biased;
            () = grace_is_over => Ended::Stopped,
            // No `catch_unwind`: a panic goes through the schedule to its caller.
            ended = scheduler.settings.job.run(&stop, tick) => Ended::from(Ok(ended)),
        };
        summary.record(tick, started, &ended);
    }
}

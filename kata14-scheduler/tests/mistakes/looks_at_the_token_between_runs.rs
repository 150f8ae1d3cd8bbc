//! "The loop checks the token." Not while the job runs: the schedule ends when the job ends.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use kata14_scheduler::{Ended, Job, Summary, Tick};
use tokio::time::Instant;
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
        _cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) {
        let (started, stop) = (Instant::now(), CancellationToken::new());
        let run = AssertUnwindSafe(async { scheduler.settings.job.run(&stop, tick).await });
        let ended = Ended::from(run.catch_unwind().await);
        summary.record(tick, started, &ended);
    }
}

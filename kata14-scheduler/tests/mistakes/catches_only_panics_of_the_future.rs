//! "`catch_unwind` around the job's future." A port may panic before it has made one.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
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

#[path = "../suite/stretch/mod.rs"]
mod stretch;

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
        let run = AssertUnwindSafe(scheduler.settings.job.run(&stop, tick)).catch_unwind();
        let grace_is_over = async {
            cancel.cancelled().await;
            sleep(scheduler.settings.grace).await;
        };
        let ended = select! {
            biased;
            () = grace_is_over => Ended::Stopped,
            ended = run => Ended::from(ended),
        };
        summary.record(tick, started, &ended);
    }
}

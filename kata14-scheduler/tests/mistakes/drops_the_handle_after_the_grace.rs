//! "`timeout` drops the run." It drops the *handle* of the run's task, and the task runs on.

use std::sync::Arc;

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
        let settings = Arc::clone(&scheduler.settings);
        #[expect(clippy::disallowed_methods, reason = "this is the mistake")]
        let run = tokio::spawn(async move { settings.job.run(&stop, tick).await });
        let grace_is_over = async {
            cancel.cancelled().await;
            sleep(scheduler.settings.grace).await;
        };
        let ended = select! {
            () = grace_is_over => Ended::Stopped,
            ended = run => Ended::from(ended.map_err(|error| error.into_panic())),
        };
        summary.record(tick, started, &ended);
    }
}

//! A task for each run, owned by a `JoinSet` that never holds more than one.

use std::sync::Arc;

use kata14_scheduler::{Ended, Job, Summary, Tick};
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler},
    support,
};

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Answer>;
}

#[derive(Default)]
pub(crate) struct Answer;

impl Parts for Answer {
    async fn run_once<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) {
        let (started, stop) = (Instant::now(), cancel.child_token());
        let settings = Arc::clone(&scheduler.settings);
        let mut run = JoinSet::new();
        run.spawn(async move { settings.job.run(&stop, tick).await });
        let joined = match cancel.run_until_cancelled(run.join_next()).await {
            Some(joined) => joined,
            None => timeout(scheduler.settings.grace, run.join_next())
                .await
                .unwrap_or_default(),
        };
        let ended = match joined {
            Some(joined) => Ended::from(joined.map_err(|error| error.into_panic())),
            None => {
                run.shutdown().await;
                Ended::Stopped
            }
        };
        summary.record(tick, started, &ended);
    }
}

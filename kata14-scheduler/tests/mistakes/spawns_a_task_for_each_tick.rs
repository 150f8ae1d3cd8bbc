//! "A task a run, so that no run delays a tick." The runs overlap, and nothing owns them: they run on
//! when the schedule has returned.

use kata14_scheduler::{Job, Summary, Tick};
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
        summary.runs += 1;
        let (scheduler, cancel) = (scheduler.clone(), cancel.clone());
        #[expect(clippy::disallowed_methods, reason = "this is the mistake")]
        tokio::spawn(async move {
            in_place(&scheduler, &cancel, tick, &mut Summary::default()).await;
        });
    }
}

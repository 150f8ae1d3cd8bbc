//! "`interval` ticks every five seconds." Its default is to burst: after a long run it makes up for
//! every tick that it missed, one right after the other.

use kata14_scheduler::{First, Job, Summary};
use tokio::time::{Instant, interval_at};
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
        let ticks = interval_at(first, every);
        on_an_interval(scheduler, cancel, ticks).await
    }
}

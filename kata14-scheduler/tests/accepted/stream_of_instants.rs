//! The schedule is a stream of ticks, each of which is ready when it is due.

use futures::{StreamExt, stream};
use kata14_scheduler::{First, Job, Summary};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, at, reached},
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
    async fn run<J: Job>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> Summary {
        let start = at(Instant::now(), 0, 0);
        let first = scheduler.settings.first == First::AtOnce;
        // What is polled next is the first tick that is not past then: a stream is lazy.
        let state = (first.then_some(start), start, scheduler.period());
        let ticks = stream::unfold(state, |(first, last, every)| async move {
            let from_the_grid = || Self::after(scheduler, last, every, Instant::now());
            let now = reached(first.or_else(from_the_grid)).await;
            Some((now.tick, (None, now, scheduler.period())))
        });
        // Boxed: without it, the compiler does not see that the stream is `Send`.
        let mut ticks = ticks.boxed();
        let mut summary = Summary::default();
        while let Some(Some(tick)) = cancel.run_until_cancelled(ticks.next()).await {
            summary.missed += tick.missed;
            Self::run_once(scheduler, cancel, tick, &mut summary).await;
        }
        summary
    }
}

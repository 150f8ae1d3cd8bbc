//! "`select!` sees that the token is cancelled." Unless it is `biased`, it polls its branches in random
//! order: a tick that is due may win.

use kata14_scheduler::{First, Job, Summary};
use tokio::{select, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, at, reached},
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
        let mut summary = Summary::default();
        let start = at(Instant::now(), 0, 0);
        let mut next = match scheduler.settings.first {
            First::AtOnce => Some(start),
            First::AfterOnePeriod => Self::after(scheduler, start, scheduler.period(), start.place),
        };
        loop {
            let now = select! {
                () = cancel.cancelled() => return summary,
                now = reached(next) => now,
            };
            let every = scheduler.period();
            Self::run_once(scheduler, cancel, now.tick, &mut summary).await;
            next = Self::after(scheduler, now, every, Instant::now());
            summary.missed += next.map_or(0, |next| next.tick.missed);
        }
    }
}

//! "A new period counts from now." Then every call moves the next tick, and a call every second
//! stops the schedule.

use kata14_scheduler::{First, Job, Summary};
use tokio::{select, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, at, reached},
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
    async fn run<J: Job>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> Summary {
        let mut summary = Summary::default();
        let mut periods = scheduler.every.subscribe();
        let start = at(Instant::now(), 0, 0);
        let mut last = start;
        let mut next = match scheduler.settings.first {
            First::AtOnce => Some(start),
            First::AfterOnePeriod => Self::after(scheduler, start, scheduler.period(), start.place),
        };
        loop {
            last = select! {
                biased;
                () = cancel.cancelled() => return summary,
                Ok(()) = periods.changed() => {
                    last.place = Instant::now();
                    next = Self::after(scheduler, last, scheduler.period(), last.place);
                    continue;
                }
                now = reached(next) => now,
            };
            Self::run_once(scheduler, cancel, last.tick, &mut summary).await;
            next = Self::after(scheduler, last, scheduler.period(), Instant::now());
            summary.missed += next.map_or(0, |next| next.tick.missed);
        }
    }
}

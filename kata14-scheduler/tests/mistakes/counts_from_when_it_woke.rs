//! "The next tick is a period after this run began." Every delay of the timer is kept for ever.

use std::{sync::Mutex, time::Duration};

use kata14_scheduler::{Job, Summary, Tick};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Planned, Scheduler, in_place},
    support,
};

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake {
    woke: Mutex<Option<Instant>>,
}

impl Parts for Mistake {
    async fn run_once<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) {
        *scheduler.mistake.woke.lock().unwrap() = Some(Instant::now());
        in_place(scheduler, cancel, tick, summary).await;
    }

    fn after<J>(
        scheduler: &Scheduler<J, Self>,
        last: Planned,
        every: Duration,
        now: Instant,
    ) -> Option<Planned> {
        let woke = scheduler.mistake.woke.lock().unwrap().unwrap_or(now);
        let late = woke.saturating_duration_since(last.tick.due);
        let moved = Planned {
            place: last.place + late,
            ..last
        };
        let passed = now.saturating_duration_since(moved.place).as_nanos() / every.as_nanos();
        (u64::try_from(passed).ok()?.max(1)..)
            .map(|steps| Self::planned(scheduler, moved, every, steps))
            .find(|planned| planned.is_none_or(|planned| planned.tick.due >= now))?
    }
}

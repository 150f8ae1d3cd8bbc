//! `sleep_until` in a loop by hand, a hash for the jitter, and two phases for a run: until the
//! cancellation, then until the end of its grace.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    panic::AssertUnwindSafe,
    pin::pin,
    time::Duration,
};

use futures::FutureExt;
use kata14_scheduler::{Ended, First, Job, Summary, Tick};
use tokio::{
    select,
    time::{Instant, sleep_until, timeout},
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
    async fn run<J: Job>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> Summary {
        let settings = &scheduler.settings;
        let mut summary = Summary::default();
        let (mut place, mut every) = (Instant::now(), scheduler.period());
        let mut tick = Tick {
            number: 0,
            due: place,
            missed: 0,
        };
        let mut is_due = settings.first == First::AtOnce;
        loop {
            if is_due {
                select! {
                    biased;
                    () = cancel.cancelled() => return summary,
                    () = sleep_until(tick.due) => {}
                }
                every = scheduler.period();
                Self::run_once(scheduler, cancel, tick, &mut summary).await;
            }
            // From the place of the last tick to the first tick that is not past.
            let now = Instant::now();
            tick.missed = 0;
            let passed = now.saturating_duration_since(place).as_nanos() / every.as_nanos();
            if let Some(covered) = u64::try_from(passed).unwrap_or(u64::MAX).checked_sub(1) {
                place += Duration::from_nanos_u128(u128::from(covered) * every.as_nanos());
                tick.number += covered;
                tick.missed = covered;
            }
            loop {
                let Some(next) = place.checked_add(every) else {
                    cancel.cancelled().await;
                    return summary;
                };
                place = next;
                tick.number += 1;
                let reach = settings.jitter.reach(every);
                tick.due = place + reach.mul_f64(2.0 * part(settings.seed, tick.number)) - reach;
                if tick.due >= now {
                    break;
                }
                tick.missed += 1;
            }
            summary.missed += tick.missed;
            is_due = true;
        }
    }

    async fn run_once<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) {
        let (started, stop) = (Instant::now(), cancel.child_token());
        let run = async { scheduler.settings.job.run(&stop, tick).await };
        let mut run = pin!(AssertUnwindSafe(run).catch_unwind());
        let ended = match cancel.run_until_cancelled(&mut run).await {
            Some(ended) => Ended::from(ended),
            None => match timeout(scheduler.settings.grace, run).await {
                Ok(ended) => Ended::from(ended),
                Err(_) => Ended::Stopped,
            },
        };
        summary.record(tick, started, &ended);
    }
}

/// From 0 to 1.
fn part(seed: u64, number: u64) -> f64 {
    let mut hasher = DefaultHasher::new();
    (seed, number).hash(&mut hasher);
    hasher.finish() as f64 / u64::MAX as f64
}

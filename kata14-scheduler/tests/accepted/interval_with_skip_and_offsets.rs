//! tokio's `interval` with `Skip` gives the grid, each tick sleeps its own offset.
//!
//! The interval ticks where a tick's window opens. `Skip` fires once more right after a long run; that
//! tick is covered, and passed over. So is one whose window has closed.

use std::time::Duration;

use kata14_scheduler::{First, Job, Summary, Tick};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, draw, in_place},
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
        let (mut summary, start) = (Summary::default(), Instant::now());
        let (mut every, mut place, mut number) = (scheduler.period(), start, 0);
        let (mut last, mut ended) = (0, start);
        if settings.first == First::AtOnce && !cancel.is_cancelled() {
            let tick = Tick {
                number,
                due: start,
                missed: 0,
            };
            in_place(scheduler, cancel, tick, &mut summary).await;
            ended = Instant::now();
        }
        let mut ticks = windows(place, every, settings.jitter.reach(every));
        loop {
            let reach = settings.jitter.reach(every);
            let next = async {
                let Some(ticks) = &mut ticks else {
                    return std::future::pending().await;
                };
                let opens = ticks.tick().await;
                let steps = (opens + reach - place).as_nanos() / every.as_nanos();
                let steps = u64::try_from(steps).expect("584 years of nanoseconds");
                let due = opens + draw(settings.seed, number + steps, reach);
                if due >= ended {
                    sleep_until(due).await;
                }
                (opens + reach, number + steps, due)
            };
            let Some((its_place, its_number, due)) = cancel.run_until_cancelled(next).await else {
                return summary;
            };
            if due < ended {
                continue;
            }
            let missed = its_number - last - 1;
            summary.missed += missed;
            let set = scheduler.period();
            let tick = Tick {
                number: its_number,
                due,
                missed,
            };
            in_place(scheduler, cancel, tick, &mut summary).await;
            (last, ended) = (its_number, Instant::now());
            if set != every {
                (place, number, every) = (its_place, its_number, set);
                ticks = windows(place, every, settings.jitter.reach(every));
            }
        }
    }
}

/// Ticks when the window of each place after `place` opens; never, if the clock ends before.
fn windows(place: Instant, every: Duration, reach: Duration) -> Option<Interval> {
    let mut ticks = interval_at(place.checked_add(every)? - reach, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    Some(ticks)
}

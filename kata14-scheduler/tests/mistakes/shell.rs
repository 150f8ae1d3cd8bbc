//! What every scheduler has in common, right or wrong. A mistake replaces the one part that it gets
//! wrong, so its file shows only that.

use std::{future::pending, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use fastrand::Rng;
use futures::FutureExt;
use kata14_scheduler::{
    ConfigError, Ended, First, Jitter, Job, SchedulerBuilder, Settings, Summary, Tick,
};
use tokio::{
    select,
    sync::watch,
    time::{Instant, Interval, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// The settings, in `Arc`s for those who spawn, and what the mistake keeps from call to call.
pub(crate) struct Scheduler<J, M> {
    pub(crate) settings: Arc<Settings<J>>,
    pub(crate) every: Arc<watch::Sender<Duration>>,
    pub(crate) mistake: Arc<M>,
}

impl<J, M: Default> From<Settings<J>> for Scheduler<J, M> {
    fn from(settings: Settings<J>) -> Self {
        Self {
            every: Arc::new(watch::Sender::new(settings.every)),
            settings: Arc::new(settings),
            mistake: Arc::default(),
        }
    }
}

impl<J, M> Clone for Scheduler<J, M> {
    fn clone(&self) -> Self {
        Self {
            every: Arc::clone(&self.every),
            settings: Arc::clone(&self.settings),
            mistake: Arc::clone(&self.mistake),
        }
    }
}

impl<J: Job, M: Parts> Scheduler<J, M> {
    pub(crate) fn builder(job: J, every: Duration) -> SchedulerBuilder<J, Self> {
        SchedulerBuilder::new(job, every)
    }

    pub(crate) async fn run(&self, cancel: &CancellationToken) -> Summary {
        M::run(self, cancel).await
    }

    pub(crate) fn set_period(&self, every: Duration) -> Result<(), ConfigError> {
        ConfigError::check_period(every)?;
        M::set_period(self, every);
        Ok(())
    }

    pub(crate) fn period(&self) -> Duration {
        *self.every.borrow()
    }
}

/// A tick, and its place on the grid before jitter moved it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) place: Instant,
    pub(crate) tick: Tick,
}

/// The parts of a scheduler, each of them right.
pub(crate) trait Parts: Default + Send + Sync + 'static {
    /// The whole schedule.
    fn run<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
    ) -> impl Future<Output = Summary> + Send {
        on_the_grid(scheduler, cancel)
    }

    /// When the grid starts.
    fn start<J>(_: &Scheduler<J, Self>) -> Instant {
        Instant::now()
    }

    /// The first tick after `last` that is not past at `now`.
    fn after<J>(
        scheduler: &Scheduler<J, Self>,
        last: Planned,
        every: Duration,
        now: Instant,
    ) -> Option<Planned> {
        let passed = now.saturating_duration_since(last.place).as_nanos() / every.as_nanos();
        (u64::try_from(passed).ok()?.max(1)..)
            .map(|steps| Self::planned(scheduler, last, every, steps))
            .find(|planned| planned.is_none_or(|planned| planned.tick.due >= now))?
    }

    /// The tick `steps` periods after `last`.
    fn planned<J>(
        scheduler: &Scheduler<J, Self>,
        last: Planned,
        every: Duration,
        steps: u64,
    ) -> Option<Planned> {
        let number = last.tick.number.checked_add(steps)?;
        let distance = Duration::from_nanos_u128(every.as_nanos() * u128::from(steps));
        let place = last.place.checked_add(distance)?;
        let reach = scheduler.settings.jitter.reach(every);
        let offset = Self::offset(scheduler, number, reach);
        let due = place.checked_add(offset)? - reach;
        let missed = steps - 1;
        let tick = Tick {
            number,
            due,
            missed,
        };
        Some(Planned { place, tick })
    }

    /// A tick's jitter, counted from the earliest time at which it may be due.
    fn offset<J>(scheduler: &Scheduler<J, Self>, number: u64, reach: Duration) -> Duration {
        draw(scheduler.settings.seed, number, reach)
    }

    /// One run, with its grace.
    fn run_once<J: Job>(
        scheduler: &Scheduler<J, Self>,
        cancel: &CancellationToken,
        tick: Tick,
        summary: &mut Summary,
    ) -> impl Future<Output = ()> + Send {
        in_place(scheduler, cancel, tick, summary)
    }

    /// The run's token.
    fn token<J>(_: &Scheduler<J, Self>, cancel: &CancellationToken) -> CancellationToken {
        cancel.child_token()
    }

    /// How long a run may take to end after the cancellation.
    fn grace<J>(scheduler: &Scheduler<J, Self>, _started: Instant) -> Duration {
        scheduler.settings.grace
    }

    fn record(summary: &mut Summary, tick: Tick, started: Instant, ended: &Ended) {
        summary.record(tick, started, ended);
    }

    fn set_period<J: Job>(scheduler: &Scheduler<J, Self>, every: Duration) {
        scheduler.every.send_replace(every);
    }
}

pub(crate) fn draw(seed: u64, number: u64, reach: Duration) -> Duration {
    let mut draw = Rng::with_seed(seed ^ number).fork();
    Duration::from_nanos_u128(draw.u128(0..=2 * reach.as_nanos()))
}

/// The right loop.
pub(crate) async fn on_the_grid<J: Job, M: Parts>(
    scheduler: &Scheduler<J, M>,
    cancel: &CancellationToken,
) -> Summary {
    let mut summary = Summary::default();
    let start = at(M::start(scheduler), 0, 0);
    let mut next = match scheduler.settings.first {
        First::AtOnce => Some(start),
        First::AfterOnePeriod => M::after(scheduler, start, scheduler.period(), start.place),
    };
    while let Some(now) = cancel.run_until_cancelled(reached(next)).await {
        let every = scheduler.period();
        M::run_once(scheduler, cancel, now.tick, &mut summary).await;
        next = M::after(scheduler, now, every, Instant::now());
        summary.missed += next.map_or(0, |next| next.tick.missed);
    }
    summary
}

/// A loop over tokio's interval, whose ticks count from its first. It knows no jitter: with jitter
/// it is the right loop, so that only the interval's own behaviour is judged.
pub(crate) async fn on_an_interval<J: Job, M: Parts>(
    scheduler: &Scheduler<J, M>,
    cancel: &CancellationToken,
    mut ticks: Interval,
) -> Summary {
    if scheduler.settings.jitter != Jitter::NONE {
        return on_the_grid(scheduler, cancel).await;
    }
    let (mut summary, start) = (Summary::default(), Instant::now());
    let mut last: Option<u64> = None;
    while let Some(due) = cancel.run_until_cancelled(ticks.tick()).await {
        let periods = (due - start).as_nanos() / scheduler.period().as_nanos();
        let number = u64::try_from(periods).expect("no test runs that long");
        let missed = last.map_or(0, |last| number.saturating_sub(last + 1));
        summary.missed += missed;
        let tick = Tick {
            number,
            due,
            missed,
        };
        M::run_once(scheduler, cancel, tick, &mut summary).await;
        last = Some(number);
    }
    summary
}

/// The right run: awaited in place.
pub(crate) async fn in_place<J: Job, M: Parts>(
    scheduler: &Scheduler<J, M>,
    cancel: &CancellationToken,
    tick: Tick,
    summary: &mut Summary,
) {
    let started = Instant::now();
    let stop = M::token(scheduler, cancel);
    let run = AssertUnwindSafe(async { scheduler.settings.job.run(&stop, tick).await });
    let grace_is_over = async {
        cancel.cancelled().await;
        sleep(M::grace(scheduler, started)).await;
    };
    let ended = select! {
        biased;
        () = grace_is_over => Ended::Stopped,
        ended = run.catch_unwind() => Ended::from(ended),
    };
    M::record(summary, tick, started, &ended);
}

/// A tick that is due at its place.
pub(crate) const fn at(place: Instant, number: u64, missed: u64) -> Planned {
    let due = place;
    let tick = Tick {
        number,
        due,
        missed,
    };
    Planned { place, tick }
}

/// Waits until a tick is due; one that never comes is never reached.
pub(crate) async fn reached(next: Option<Planned>) -> Planned {
    let Some(planned) = next else { pending().await };
    sleep_until(planned.tick.due).await;
    planned
}

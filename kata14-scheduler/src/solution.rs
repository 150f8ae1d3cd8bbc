//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! One loop: wait for a tick, run the job in place, compute the next tick from the grid. No task is
//! spawned and no timer outlives its tick, so dropping the future stops everything.

use std::{future::pending, panic::AssertUnwindSafe, time::Duration};

use fastrand::Rng;
use futures::FutureExt;
use tokio::time::{Instant, sleep, sleep_until};
use tokio::{select, sync::watch};
use tokio_util::sync::CancellationToken;

use crate::{ConfigError, Ended, First, Job, Settings, Summary, Tick};

/// Builds a [`Scheduler`].
pub type SchedulerBuilder<J> = crate::SchedulerBuilder<J, Scheduler<J>>;

/// Runs a job at every tick of a grid, and never twice at once.
#[derive(Debug)]
pub struct Scheduler<J> {
    settings: Settings<J>,
    /// Set by [`set_period`](Self::set_period) from any task, read once a tick.
    every: watch::Sender<Duration>,
}

impl<J> From<Settings<J>> for Scheduler<J> {
    fn from(settings: Settings<J>) -> Self {
        let every = watch::Sender::new(settings.every);
        Self { settings, every }
    }
}

/// A place on the grid, and the tick that jitter makes of it.
type Planned = (Instant, Tick);

impl<J: Job> Scheduler<J> {
    /// Starts from the job, its period and the defaults.
    pub fn builder(job: J, every: Duration) -> SchedulerBuilder<J> {
        SchedulerBuilder::new(job, every)
    }

    /// Runs the job at every tick until `cancel` is cancelled.
    ///
    /// - **Order**: tick k is due at start + k periods, plus its own jitter. The start is the first
    ///   poll. A tick that becomes due during a run is missed: counted, and never made up for. A
    ///   tick that is reached late, as after a suspend, runs late; those behind it are missed.
    /// - **Errors and panics** of the job are counted and logged, and the schedule goes on.
    /// - **Cancellation**: returns immediately while waiting. During a run, the run's token is
    ///   cancelled too; the run may end within the grace period, then it is dropped.
    /// - **Nothing runs on** when this returns.
    ///
    /// Each call is a schedule of its own: two calls at once run the job twice at once.
    ///
    /// # Cancel safety
    /// Dropping the future drops the current run with it.
    ///
    /// # Panics
    /// Only outside a tokio runtime with its timer enabled.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kata14_scheduler::{Job, JobError, Tick, solution::Scheduler};
    /// use tokio_util::sync::CancellationToken;
    ///
    /// struct Refresh;
    /// impl Job for Refresh {
    ///     async fn run(&self, _: &CancellationToken, tick: Tick) -> Result<(), JobError> {
    ///         println!("tick {} was due at {:?}", tick.number, tick.due);
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), kata14_scheduler::ConfigError> {
    /// let scheduler = Scheduler::builder(Refresh, Duration::from_secs(5)).build()?;
    /// let cancel = CancellationToken::new();
    /// let stop_later = async {
    ///     tokio::time::sleep(Duration::from_secs(17)).await;
    ///     cancel.cancel();
    /// };
    /// let (summary, ()) = tokio::join!(scheduler.run(&cancel), stop_later);
    /// assert_eq!(summary.runs, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run(&self, cancel: &CancellationToken) -> Summary {
        let mut summary = Summary::default();
        let now = Instant::now();
        let start = (now, Tick::new(0, now, 0));
        let mut next = match self.settings.first {
            First::AtOnce => Some(start),
            First::AfterOnePeriod => self.after(start, *self.every.borrow(), now),
        };
        // Checks the token before it waits: cancelled beforehand, nothing runs.
        while let Some((place, tick)) = cancel.run_until_cancelled(reached(next)).await {
            // Read when the tick fires: a period that is set later counts from the next tick on.
            let every = *self.every.borrow();
            self.run_once(cancel, tick, &mut summary).await;
            next = self.after((place, tick), every, Instant::now());
            summary.missed += next.map_or(0, |(_, tick)| tick.missed);
        }
        summary
    }

    /// Changes the period, from any task: the next tick stays where it is, and the grid goes on from
    /// there. A schedule that is not running yet starts with it.
    ///
    /// # Errors
    /// [`ConfigError::ZeroPeriod`], and the old period stays.
    pub fn set_period(&self, every: Duration) -> Result<(), ConfigError> {
        self.every.send_replace(ConfigError::check_period(every)?);
        Ok(())
    }

    /// Awaits one run in place: no second one can start before it has ended.
    async fn run_once(&self, cancel: &CancellationToken, tick: Tick, summary: &mut Summary) {
        let started = Instant::now();
        // A token of its own: a job that cancels it cancels neither the caller nor the next run.
        let stop = cancel.child_token();
        // Unwind safe: what a panic leaves half done is the job's own, as it would be in a task.
        let run = AssertUnwindSafe(async { self.settings.job.run(&stop, tick).await });
        let grace_is_over = async {
            cancel.cancelled().await;
            sleep(self.settings.grace).await;
        };
        let ended = select! {
            // The grace first: a run that is always ready would use up the budget for its timer.
            biased;
            () = grace_is_over => Ended::Stopped,
            ended = run.catch_unwind() => Ended::from(ended),
        };
        summary.record(tick, started, &ended);
    }

    /// The first tick after `last` that is not past at `now`; `None` where the clock ends before it.
    fn after(&self, last: Planned, every: Duration, now: Instant) -> Option<Planned> {
        // One division, however many ticks have passed. Jitter moves a tick by at most half a
        // period, so it is one of the next three.
        let passed = now.saturating_duration_since(last.0).as_nanos() / every.as_nanos();
        let from = u64::try_from(passed).ok()?.max(1);
        (from..)
            .map(|steps| self.planned(last, every, steps))
            .find(|planned| planned.is_none_or(|(_, tick)| tick.due >= now))?
    }

    /// The tick `steps` periods after the last one.
    fn planned(&self, (place, last): Planned, every: Duration, steps: u64) -> Option<Planned> {
        let Settings { jitter, seed, .. } = self.settings;
        let number = last.number.checked_add(steps)?;
        let distance = Duration::from_nanos_u128(every.as_nanos() * u128::from(steps));
        let place = place.checked_add(distance)?;
        // Drawn from seed and number alone: jitter never adds up, and a missed tick needs no draw.
        // The fork mixes the bits, as numbers side by side draw alike.
        let reach = jitter.reach(every);
        let offset = Rng::with_seed(seed ^ number)
            .fork()
            .u128(0..=2 * reach.as_nanos());
        let due = place.checked_add(Duration::from_nanos_u128(offset))? - reach;
        Some((place, Tick::new(number, due, steps - 1)))
    }
}

/// Waits until a tick is due; one that never comes is never reached.
async fn reached(next: Option<Planned>) -> Planned {
    let Some((place, tick)) = next else {
        pending().await
    };
    sleep_until(tick.due).await;
    (place, tick)
}

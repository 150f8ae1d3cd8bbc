//! Scripted jobs, a schedule run for a while, and what it must have done by then.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use kata14_scheduler::{Job, JobError, Summary, Tick};
pub(crate) use shared_judge::{Moment, alive_tasks, listen};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::Recorder;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub(crate) const FIVE_SECONDS: Duration = Duration::from_secs(5);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A job whose runs follow a script, one word a run; the last word is for all later runs.
#[derive(Clone)]
pub(crate) struct Scripted {
    script: Arc<[Behaviour]>,
    record: Arc<Record>,
}

/// What the job saw.
pub(crate) struct Record {
    pub(crate) recorder: Recorder,
    start: Instant,
    runs: Mutex<Vec<Run>>,
}

/// A run that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) tick: Tick,
    /// From the record's start, as all times here.
    pub(crate) at: Duration,
    pub(crate) due: Duration,
}

/// A job that follows the script, for example `"40ms 10ms:fail hang"`, and its record, which starts now.
pub(crate) fn job(script: &str) -> (Scripted, Arc<Record>) {
    listen();
    let words = script.split_whitespace().map(str::parse);
    let record = Arc::new(Record {
        recorder: Recorder::new(),
        start: Instant::now(),
        runs: Mutex::default(),
    });
    let job = Scripted {
        script: words
            .collect::<Result<_, _>>()
            .expect("tests write good scripts"),
        record: Arc::clone(&record),
    };
    (job, record)
}

impl Job for Scripted {
    async fn run(&self, _: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        let behaviour = self.script[self.record.begin(tick).min(self.script.len() - 1)];
        let name = format!("tick {}", tick.number);
        ScriptedService::new(name, behaviour, &self.record.recorder)
            .call()
            .await?;
        Ok(())
    }
}

/// A job that waits for its token, then tidies up for a while, and ends as told.
pub(crate) struct Tidy {
    pub(crate) record: Arc<Record>,
    pub(crate) takes: Duration,
    pub(crate) ending: Behaviour,
}

/// A job that tidies up for `takes` when it is stopped, then plays `ending`; and its record.
pub(crate) fn tidy(takes: Duration, ending: &str) -> (Tidy, Arc<Record>) {
    let record = job("hang").1;
    let tidy = Tidy {
        record: Arc::clone(&record),
        takes,
        ending: ending.parse().expect("tests write good scripts"),
    };
    (tidy, record)
}

impl Job for Tidy {
    async fn run(&self, stop: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        self.record.begin(tick);
        let silent = Recorder::new();
        let tidies = async {
            stop.cancelled().await;
            sleep(self.takes).await;
            ScriptedService::new("tidies", self.ending, &silent)
                .call()
                .await
        };
        let name = format!("tick {}", tick.number);
        Ok(self.record.recorder.watch(&name, tidies).await?)
    }
}

impl Record {
    /// Notes that a run begins now; how many began before it.
    pub(crate) fn begin(&self, tick: Tick) -> usize {
        let mut runs = self.runs.lock().expect("no panic under the lock");
        runs.push(Run {
            tick,
            at: self.start.elapsed(),
            due: tick.due.saturating_duration_since(self.start),
        });
        runs.len() - 1
    }

    pub(crate) fn runs(&self) -> Vec<Run> {
        self.runs.lock().expect("no panic under the lock").clone()
    }

    /// The moment at which `event` has happened, to hold promises against.
    pub(crate) fn moment(&self, event: &str) -> Moment {
        Moment::of(&self.recorder, event)
    }

    /// The runs began just then, in milliseconds, each when its tick was due.
    #[track_caller]
    pub(crate) fn promises_runs_at(&self, promised: &[u64]) {
        let runs = self.runs();
        let at: Vec<_> = runs.iter().map(|run| run.at).collect();
        let promised: Vec<_> = promised.iter().copied().map(ms).collect();
        self.promises(
            &format!("that runs begin at {promised:?}, not at {at:?}"),
            at == promised,
        );
        for run in runs {
            self.promises(
                &format!(
                    "that tick {} is due when it runs, not {:?} off",
                    run.tick.number,
                    run.at.abs_diff(run.due)
                ),
                run.due == run.at,
            );
        }
    }

    /// The ticks had these numbers, each with so many missed before it.
    #[track_caller]
    pub(crate) fn promises_ticks(&self, promised: &[(u64, u64)]) {
        let runs = self.runs();
        let found: Vec<_> = runs
            .iter()
            .map(|run| (run.tick.number, run.tick.missed))
            .collect();
        self.promises(
            &format!("that the ticks (number, missed) are {promised:?}, not {found:?}"),
            found == promised,
        );
    }

    #[track_caller]
    pub(crate) fn promises(&self, promise: &str, kept: bool) {
        self.moment("the schedule had ended")
            .promised_that(promise, kept);
    }
}

/// Runs a schedule, cancels it after a while, and gives its summary and the moment it returned.
pub(crate) async fn run_for(
    record: &Record,
    until: Duration,
    run: impl AsyncFnOnce(&CancellationToken) -> Summary,
) -> (Summary, Moment) {
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(until).await;
        cancel.cancel();
    };
    let schedule = async {
        let summary = returned(record, until + ms(60_000), run(&cancel)).await;
        (summary, record.moment("the schedule returned"))
    };
    tokio::join!(schedule, cancels).0
}

/// Awaits a schedule that returns before `patience`, if it keeps its promises.
pub(crate) async fn returned<T>(
    record: &Record,
    patience: Duration,
    run: impl Future<Output = T>,
) -> T {
    match timeout(patience, patient(run)).await {
        Ok(summary) => summary,
        Err(_) => {
            record
                .moment("the judge gave up")
                .promised_that("that the schedule returns after the cancellation", false);
            unreachable!("a broken promise panics")
        }
    }
}

/// Virtual time stands still while a future is always ready to be polled, so this would never end.
async fn patient<T>(run: impl Future<Output = T>) -> T {
    let mut run = pin!(run);
    let (mut now, mut polls) = (Instant::now(), 0);
    poll_fn(|context| {
        polls = if now == Instant::now() { polls + 1 } else { 0 };
        now = Instant::now();
        assert!(
            polls < 10_000,
            "promised: that the schedule waits for its timer; it was polled 10,000 times at one instant"
        );
        run.as_mut().poll(context)
    })
    .await
}

/// All fields of a summary, in the order runs, failures, panics, missed.
#[track_caller]
pub(crate) fn promises_summary(summary: Summary, promised: [u64; 4]) {
    let [runs, failures, panics, missed] = promised;
    let promised = Summary {
        runs,
        failures,
        panics,
        missed,
    };
    assert!(
        summary == promised,
        "promised: {promised:?}; returned: {summary:?}"
    );
}

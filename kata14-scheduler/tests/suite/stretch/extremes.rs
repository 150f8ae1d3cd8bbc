//! Jumps, years, and the edges of `Duration`.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use kata14_scheduler::{First, Jitter, Job, JobError, Tick};
use tokio::time::{advance, sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, Record, job, ms, promises_summary, run_for},
};

const DAY: u64 = 86_400_000;

#[tokio::test(start_paused = true)]
async fn s3_a_clock_that_jumps_a_day_costs_one_run() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(DAY + 7_000), async |cancel| {
        let suspend = async {
            sleep(ms(12_000)).await;
            #[expect(clippy::disallowed_methods, reason = "a clock that jumps is the point")]
            advance(ms(DAY - 11_000)).await;
        };
        tokio::join!(scheduler.run(cancel), suspend).0
    });
    // Ticks 1 and 2, one run at the jump, and one at the next of the 17,281 ticks.
    promises_summary(run.await.0, [4, 0, 0, 17_277]);
}

/// Its first run takes that long, longer than a script can say.
struct LongRun(Duration, std::sync::Arc<Record>);

impl Job for LongRun {
    async fn run(&self, _: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        if self.1.begin(tick) == 0 {
            sleep(self.0).await;
        }
        Ok(())
    }
}

/// On a thread of its own: an answer that loops over every missed tick cannot be stopped.
#[test]
fn s4_counts_years_of_missed_ticks_without_a_loop() {
    let (sends, receives) = mpsc::channel();
    thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().unwrap();
        let _ = sends.send(runtime.block_on(years_of_missed_ticks()));
    });
    let missed = receives
        .recv_timeout(Duration::from_secs(10))
        .unwrap_or_else(|error| match error {
            RecvTimeoutError::Disconnected => {
                panic!("promised: that the schedule returns; it panicked")
            }
            RecvTimeoutError::Timeout => {
                panic!("promised: that missed ticks cost nothing; they took 10 s")
            }
        });
    assert_eq!(
        missed,
        DAY * 3_650 / 10,
        "promised: every missed tick is counted"
    );
}

async fn years_of_missed_ticks() -> u64 {
    let record = job("0ms").1;
    // From 10 ms through ten years: a loop over ticks of 10 ms takes an hour.
    let long = LongRun(ms(3_650 * DAY + 5), record.clone());
    let scheduler = Scheduler::builder(long, ms(10)).build().unwrap();
    let until = ms(3_650 * DAY + 25);
    run_for(&record, until, async |cancel| scheduler.run(cancel).await)
        .await
        .0
        .missed
}

#[tokio::test(start_paused = true)]
async fn s5_runs_a_year_of_hourly_ticks() {
    let (job, record) = job("1ms");
    let hour = Duration::from_secs(3_600);
    let scheduler = Scheduler::builder(job, hour)
        .jitter(Jitter::percent(10))
        .build()
        .unwrap();
    let run = run_for(&record, ms(365 * DAY) - hour / 2, async |cancel| {
        scheduler.run(cancel).await
    });
    promises_summary(run.await.0, [8_759, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn s6_does_not_overflow_at_the_edges_of_duration() {
    for every in [
        Duration::MAX,
        Duration::MAX / 2,
        Duration::from_secs(u64::MAX / 2),
    ] {
        for (first, runs) in [(First::AtOnce, 1), (First::AfterOnePeriod, 0)] {
            let (job, record) = job("12s");
            let builder = Scheduler::builder(job, every)
                .jitter(Jitter::percent(50))
                .first(first);
            let scheduler = builder.grace(Duration::MAX).build().unwrap();
            let run = run_for(&record, ms(10_000), async |cancel| {
                scheduler.run(cancel).await
            });
            let (summary, moment) = run.await;
            // A grace without an end: the run that is running may end.
            moment.promised_at(ms(if runs == 1 { 12_000 } else { 10_000 }));
            promises_summary(summary, [runs, 0, 0, 0]);
        }
    }
}

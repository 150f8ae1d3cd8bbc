//! Ticks stay on the grid: start + k periods.

use std::time::Duration;

use kata14_scheduler::First;
use tokio::time::sleep;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, promises_summary, run_for},
};

#[tokio::test(start_paused = true)]
async fn c01_runs_the_job_every_period() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(22_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, moment) = run.await;
    record.promises_runs_at(&[5_000, 10_000, 15_000, 20_000]);
    record.promises_ticks(&[(1, 0), (2, 0), (3, 0), (4, 0)]);
    moment.promised_at(ms(22_000));
    promises_summary(summary, [4, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn c02_runs_at_the_start_when_asked_to() {
    let (job, record) = job("700ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS)
        .first(First::AtOnce)
        .build()
        .unwrap();
    let run = run_for(&record, ms(12_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    record.promises_runs_at(&[0, 5_000, 10_000]);
    record.promises_ticks(&[(0, 0), (1, 0), (2, 0)]);
    promises_summary(summary, [3, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn c03_starts_the_grid_at_the_first_poll() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    sleep(ms(1_000)).await;
    let run = run_for(&record, ms(13_000), async |cancel| {
        let run = scheduler.run(cancel);
        sleep(ms(2_000)).await;
        run.await
    });
    run.await;
    record.promises_runs_at(&[8_000, 13_000]);
}

#[tokio::test(start_paused = true)]
async fn c04_runs_of_any_length_move_no_later_tick() {
    let (job, record) = job("700ms 0ms 4s 300ms 1ms 4999ms 2s:fail 60ms:panic 0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(52_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    record.promises_runs_at(&[
        5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000,
    ]);
    promises_summary(summary, [10, 1, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn c05_keeps_odd_periods_exactly() {
    // 333,333 µs is between two ticks of the timer, which only knows whole milliseconds.
    for micros in [300_000, 1_500_000, 7_000, 333_333] {
        let every = Duration::from_micros(micros);
        let (job, record) = job("1ms");
        let scheduler = Scheduler::builder(job, every).build().unwrap();
        let until = every * 100 + every / 2;
        run_for(&record, until, async |cancel| scheduler.run(cancel).await).await;
        let runs = record.runs();
        let count = runs.len();
        assert!(
            count == 100,
            "promised: 100 runs in 100 periods of {every:?}; there were {count}"
        );
        for (run, k) in runs.iter().zip(1..) {
            let place = every * k;
            assert_eq!(
                run.due, place,
                "promised: tick {k} is due at {k} periods of {every:?}"
            );
            let late = run.at.saturating_sub(place);
            assert!(
                late < ms(1) && run.at >= place,
                "promised: tick {k}, due at {place:?}, runs then; it ran at {:?}",
                run.at
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c06_a_late_run_moves_no_later_tick() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(17_000), async |cancel| {
        let late = async {
            sleep(ms(4_000)).await;
            // As after a suspend: the clock jumps from 4 s to 7 s.
            #[expect(clippy::disallowed_methods, reason = "a clock that jumps is the point")]
            tokio::time::advance(ms(3_000)).await;
        };
        tokio::join!(scheduler.run(cancel), late).0
    });
    let (summary, _) = run.await;
    let found: Vec<_> = record.runs().iter().map(|run| (run.due, run.at)).collect();
    let promised =
        [(5_000, 7_000), (10_000, 10_000), (15_000, 15_000)].map(|(due, at)| (ms(due), ms(at)));
    record.promises(
        &format!("that runs are (due, begun) at {promised:?}, not {found:?}"),
        found == promised,
    );
    promises_summary(summary, [3, 0, 0, 0]);
}

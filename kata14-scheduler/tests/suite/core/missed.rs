//! A run that takes longer than a period: ticks are missed, never made up for.

use kata14_scheduler::First;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, promises_summary, run_for},
};

#[tokio::test(start_paused = true)]
async fn c07_a_long_run_misses_the_ticks_it_covers() {
    let (job, record) = job("12s 0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(32_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    // From 5 s to 17 s: the ticks at 10 s and 15 s are missed, and the next is on the grid.
    record.promises_runs_at(&[5_000, 20_000, 25_000, 30_000]);
    record.promises_ticks(&[(1, 0), (4, 2), (5, 0), (6, 0)]);
    promises_summary(summary, [4, 0, 0, 2]);
}

#[tokio::test(start_paused = true)]
async fn c08_runs_of_unequal_length_miss_each_their_own() {
    let (job, record) = job("5001ms 4999ms 600ms:fail 16s 7s:panic 1ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS)
        .first(First::AtOnce)
        .build()
        .unwrap();
    let run = run_for(&record, ms(57_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    record.promises_runs_at(&[0, 10_000, 15_000, 20_000, 40_000, 50_000, 55_000]);
    record.promises_ticks(&[(0, 0), (2, 1), (3, 0), (4, 0), (8, 3), (10, 1), (11, 0)]);
    promises_summary(summary, [7, 1, 1, 5]);
}

#[tokio::test(start_paused = true)]
async fn c09_never_runs_twice_at_once() {
    for script in ["12s 3s", "hang", "5001ms"] {
        let (job, record) = job(script);
        let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
        run_for(&record, ms(61_500), async |cancel| {
            scheduler.run(cancel).await
        })
        .await;
        let most = record.recorder.peak();
        record.promises(
            &format!("that one run is running at a time, not {most}"),
            most == 1,
        );
    }
}

//! A job that fails or panics: counted, and the schedule goes on.

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, promises_summary, run_for},
};

#[tokio::test(start_paused = true)]
async fn c16_a_failing_job_does_not_end_the_schedule() {
    let (job, record) = job("0ms:fail 20ms:fail 40ms 60ms:fail");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(27_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    record.promises_runs_at(&[5_000, 10_000, 15_000, 20_000, 25_000]);
    promises_summary(summary, [5, 4, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn c17_a_panicking_job_does_not_end_the_schedule() {
    let (job, record) = job("0ms:panic 20ms:panic 40ms 60ms:fail 80ms:panic");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(27_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, _) = run.await;
    record.promises_runs_at(&[5_000, 10_000, 15_000, 20_000, 25_000]);
    promises_summary(summary, [5, 1, 3, 0]);
}

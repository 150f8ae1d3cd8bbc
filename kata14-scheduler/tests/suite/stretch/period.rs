//! `set_period`, from another task.

use std::{sync::Arc, time::Duration};

use kata14_scheduler::ConfigError;
use tokio::{task::JoinSet, time::sleep};

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, alive_tasks, job, ms, promises_summary, run_for},
};

/// Runs each script with periods set at times, and holds it against the ticks it must have.
async fn promises_runs(script: &str, periods: &[(u64, u64)], until: u64, runs: &[u64]) {
    let (job, record) = job(script);
    let scheduler = Arc::new(Scheduler::builder(job, FIVE_SECONDS).build().unwrap());
    let mut setter = JoinSet::new();
    for (at, every) in periods.iter().copied() {
        let scheduler = Arc::clone(&scheduler);
        setter.spawn(async move {
            sleep(ms(at)).await;
            scheduler.set_period(ms(every)).unwrap();
        });
    }
    let run = run_for(&record, ms(until), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, moment) = run.await;
    record.promises_runs_at(runs);
    moment.promised_at(ms(until));
    promises_summary(summary, [runs.len() as u64, 0, 0, 0]);
    setter.join_all().await;
    assert_eq!(alive_tasks(), 0, "promised: no timer is left");
}

#[tokio::test(start_paused = true)]
async fn s9_a_new_period_counts_from_the_next_tick() {
    // Set at 7 s: the tick at 10 s stays, and the grid goes on from there.
    promises_runs(
        "0ms",
        &[(7_000, 2_000)],
        17_000,
        &[5_000, 10_000, 12_000, 14_000, 16_000],
    )
    .await;
    promises_runs(
        "0ms",
        &[(7_000, 9_000)],
        30_000,
        &[5_000, 10_000, 19_000, 28_000],
    )
    .await;
    // During a run, too.
    promises_runs(
        "1s",
        &[(5_500, 2_000)],
        15_500,
        &[5_000, 10_000, 12_000, 14_000],
    )
    .await;
    // Set twice, the later one counts.
    promises_runs(
        "0ms",
        &[(6_000, 1_000), (8_000, 3_000)],
        17_000,
        &[5_000, 10_000, 13_000, 16_000],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn s10_refuses_a_period_of_zero_and_keeps_the_old_one() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let refused = scheduler.set_period(Duration::ZERO);
    assert_eq!(
        refused,
        Err(ConfigError::ZeroPeriod),
        "promised: no period of zero"
    );
    run_for(&record, ms(12_000), async |cancel| {
        scheduler.run(cancel).await
    })
    .await;
    record.promises_runs_at(&[5_000, 10_000]);
}

#[tokio::test(start_paused = true)]
async fn s11_a_period_set_beforehand_counts_from_the_start() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    scheduler.set_period(ms(2_000)).unwrap();
    run_for(&record, ms(7_000), async |cancel| {
        scheduler.run(cancel).await
    })
    .await;
    record.promises_runs_at(&[2_000, 4_000, 6_000]);
}

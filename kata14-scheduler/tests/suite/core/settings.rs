//! Settings that make no schedule, and several schedules.

use kata14_scheduler::{ConfigError, Jitter};
use tokio::{join, time::sleep};

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, promises_summary, run_for},
};

#[tokio::test(start_paused = true)]
async fn c28_refuses_settings_that_make_no_schedule() {
    let zero = Scheduler::builder(job("0ms").0, ms(0)).build();
    assert_eq!(
        zero.err(),
        Some(ConfigError::ZeroPeriod),
        "promised: no period of zero"
    );
    for percent in [0, 51, 100, 255] {
        let refused =
            Scheduler::builder(job("0ms").0, FIVE_SECONDS).jitter(Jitter::percent(percent));
        assert_eq!(
            refused.build().err(),
            Some(ConfigError::JitterOutOfRange { percent }),
            "promised: a jitter of 1 to 50 percent only"
        );
    }
    // And takes those at the edges.
    for jitter in [Jitter::NONE, Jitter::percent(1), Jitter::percent(50)] {
        let (job, record) = job("0ms");
        let scheduler = Scheduler::builder(job, ms(10))
            .jitter(jitter)
            .build()
            .unwrap();
        let run = run_for(&record, ms(17), async |cancel| scheduler.run(cancel).await);
        assert!(
            run.await.0.runs > 0,
            "promised: {jitter:?} is a jitter to run with"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn c29_each_call_is_a_schedule_of_its_own() {
    let (job, record) = job("12s 0ms:fail 0ms");
    let builder = Scheduler::builder(job, FIVE_SECONDS).jitter_seed(1);
    let scheduler = builder.build().unwrap();
    let first = run_for(&record, ms(22_000), async |cancel| {
        scheduler.run(cancel).await
    });
    promises_summary(first.await.0, [2, 1, 0, 2]);
    sleep(ms(1_300)).await;
    let second = run_for(&record, ms(11_000), async |cancel| {
        scheduler.run(cancel).await
    });
    promises_summary(second.await.0, [2, 0, 0, 0]);
    // Numbers and times begin anew: the second call starts at 23.3 s.
    record.promises_ticks(&[(1, 0), (4, 2), (1, 0), (2, 0)]);
    record.promises_runs_at(&[5_000, 20_000, 28_300, 33_300]);
}

#[tokio::test(start_paused = true)]
async fn c30_two_schedulers_do_not_disturb_each_other() {
    let ((slow, slow_record), (fast, fast_record)) = (job("12s 1ms"), job("1ms:panic 100ms"));
    let slow = Scheduler::builder(slow, FIVE_SECONDS).build().unwrap();
    let fast = Scheduler::builder(fast, ms(1_500)).build().unwrap();
    let (one, other) = join!(
        run_for(&slow_record, ms(22_000), async |cancel| slow
            .run(cancel)
            .await),
        run_for(&fast_record, ms(4_000), async |cancel| fast
            .run(cancel)
            .await),
    );
    promises_summary(one.0, [2, 0, 0, 2]);
    promises_summary(other.0, [2, 0, 1, 0]);
    slow_record.promises_runs_at(&[5_000, 20_000]);
    fast_record.promises_runs_at(&[1_500, 3_000]);
}

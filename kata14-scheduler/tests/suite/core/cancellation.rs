//! The schedule stops when told, and leaves nothing running.

use std::sync::Arc;

use kata14_scheduler::{First, Job, JobError, Tick};
use timeline::Ending;
use tokio::{
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Scheduler,
    support::{
        FIVE_SECONDS, Record, alive_tasks, job, ms, promises_summary, returned, run_for, tidy,
    },
};

#[tokio::test(start_paused = true)]
async fn c18_runs_nothing_when_cancelled_beforehand() {
    // Often, as a `select!` that is not `biased` picks a branch at random.
    for first in [First::AtOnce, First::AfterOnePeriod].repeat(32) {
        let (job, record) = job("0ms");
        let scheduler = Scheduler::builder(job, FIVE_SECONDS)
            .first(first)
            .build()
            .unwrap();
        let cancel = CancellationToken::new();
        cancel.cancel();
        let summary = returned(&record, ms(60_000), scheduler.run(&cancel)).await;
        let moment = record.moment("the schedule returned");
        moment.promised_at(ms(0));
        moment.promised_that("that nothing runs", record.runs().is_empty());
        promises_summary(summary, [0, 0, 0, 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn c19_returns_immediately_when_cancelled_while_waiting() {
    let (job, record) = job("600ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS)
        .grace(ms(9_000))
        .build()
        .unwrap();
    // The parent of its token is cancelled.
    let run = run_for(&record, ms(13_700), async |cancel| {
        scheduler.run(&cancel.child_token()).await
    });
    let (summary, moment) = run.await;
    moment.promised_at(ms(13_700));
    promises_summary(summary, [2, 0, 0, 0]);
    assert_eq!(alive_tasks(), 0, "promised: no task is left");
}

#[tokio::test(start_paused = true)]
async fn c20_a_run_may_end_within_its_grace() {
    let (job, record) = tidy(ms(300), "0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(7_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, moment) = run.await;
    moment.promises("tick 1", Ending::Returned);
    moment.promised_at(ms(7_300));
    promises_summary(summary, [1, 0, 0, 0]);
    assert_eq!(alive_tasks(), 0, "promised: no task is left");
}

#[tokio::test(start_paused = true)]
async fn c21_counts_how_a_run_ends_within_its_grace() {
    for (ending, promised) in [("0ms:fail", [1, 1, 0, 0]), ("0ms:panic", [1, 0, 1, 0])] {
        let (job, record) = tidy(ms(300), ending);
        let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
        let run = run_for(&record, ms(7_000), async |cancel| {
            scheduler.run(cancel).await
        });
        let (summary, moment) = run.await;
        moment.promised_at(ms(7_300));
        promises_summary(summary, promised);
    }
}

#[tokio::test(start_paused = true)]
async fn c22_drops_a_run_at_the_end_of_its_grace() {
    // The job never looks at its token. The grace is 1 s unless set, and counts from the cancellation.
    for (grace, end) in [(None, 8_200), (Some(250), 7_450), (Some(2_500), 9_700)] {
        let (job, record) = job("hang");
        let builder = Scheduler::builder(job, FIVE_SECONDS);
        let builder = match grace {
            Some(grace) => builder.grace(ms(grace)),
            None => builder,
        };
        let scheduler = builder.build().unwrap();
        let run = run_for(&record, ms(7_200), async |cancel| {
            scheduler.run(cancel).await
        });
        let (summary, moment) = run.await;
        moment.promises("tick 1", Ending::Dropped);
        moment.promised_at(ms(end));
        assert_eq!(
            (summary.failures, summary.panics),
            (0, 0),
            "promised: stopped is not failed"
        );
        assert_eq!(alive_tasks(), 0, "promised: no task is left");
    }
}

#[tokio::test(start_paused = true)]
async fn c23_a_schedule_cancelled_during_a_run_runs_no_more() {
    let (job, record) = job("3s");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS)
        .grace(ms(60_000))
        .build()
        .unwrap();
    let run = run_for(&record, ms(10_500), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, moment) = run.await;
    record.promises_runs_at(&[5_000, 10_000]);
    moment.promised_at(ms(13_000));
    promises_summary(summary, [2, 0, 0, 0]);
}

/// Cancels the token that it was given.
struct Cancels(Arc<Record>);

impl Job for Cancels {
    async fn run(&self, stop: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        self.0.begin(tick);
        let cancels = async {
            if stop.is_cancelled() {
                return Err("stopped before it ran".into());
            }
            stop.cancel();
            sleep(ms(2_000)).await;
            Ok(())
        };
        let name = format!("tick {}", tick.number);
        self.0.recorder.watch(&name, cancels).await
    }
}

#[tokio::test(start_paused = true)]
async fn c24_gives_every_run_a_token_of_its_own() {
    let record = job("0ms").1;
    let scheduler = Scheduler::builder(Cancels(Arc::clone(&record)), FIVE_SECONDS)
        .build()
        .unwrap();
    // Were it the caller's own, the schedule would end at 5 s, or at 7 s.
    let run = run_for(&record, ms(18_000), async |cancel| {
        scheduler.run(cancel).await
    });
    let (summary, moment) = run.await;
    moment.promised_at(ms(18_000));
    record.promises_runs_at(&[5_000, 10_000, 15_000]);
    promises_summary(summary, [3, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn c25_dropping_the_future_stops_the_run() {
    let (job, record) = job("hang");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let cancel = CancellationToken::new();
    let left = timeout(ms(7_000), scheduler.run(&cancel)).await;
    assert!(
        left.is_err(),
        "promised: to run until the cancellation; returned: {left:?}"
    );
    // A turn of the runtime, for a run that has a task of its own.
    yield_now().await;
    record
        .moment("the schedule had been dropped")
        .promises("tick 1", Ending::Dropped);
    assert_eq!(alive_tasks(), 0, "promised: no task is left");
    assert!(
        !cancel.is_cancelled(),
        "promised: the caller's token is only read"
    );
    sleep(ms(20_000)).await;
    record.promises_runs_at(&[5_000]);
    // Nothing of the dropped call stands in the way of the next one.
    run_for(&record, ms(7_000), async |cancel| {
        scheduler.run(cancel).await
    })
    .await;
    record.promises_runs_at(&[5_000, 32_000]);
}

#[tokio::test(start_paused = true)]
async fn c26_does_nothing_before_it_is_polled() {
    let (job, record) = job("0ms");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS)
        .first(First::AtOnce)
        .build()
        .unwrap();
    let cancel = CancellationToken::new();
    let mut run = tokio_test::task::spawn(scheduler.run(&cancel));
    sleep(ms(6_000)).await;
    assert_eq!(
        (record.runs().len(), alive_tasks()),
        (0, 0),
        "promised: nothing runs before `run` is polled"
    );
    // One poll, and a turn of the runtime for a run that has a task of its own.
    assert!(run.poll().is_pending());
    yield_now().await;
    record.promises_runs_at(&[6_000]);
}

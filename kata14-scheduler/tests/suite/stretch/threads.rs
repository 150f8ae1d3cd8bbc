//! Several threads: the real clock, in memory, and no durations.

use std::{sync::Arc, time::Duration};

use kata14_scheduler::First;
use tokio::{
    select,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms},
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_runs_nothing_when_cancelled_beforehand_on_any_thread() {
    let (job, record) = job("0ms");
    let builder = Scheduler::builder(job, FIVE_SECONDS).first(First::AtOnce);
    let scheduler = Arc::new(builder.build().unwrap());
    let cancel = CancellationToken::new();
    cancel.cancel();
    let mut calls = JoinSet::new();
    for _ in 0..2_000 {
        let (scheduler, cancel) = (Arc::clone(&scheduler), cancel.clone());
        calls.spawn(async move { scheduler.run(&cancel).await });
    }
    timeout(LONG, calls.join_all())
        .await
        .expect("promised: that it returns");
    let runs = record.runs().len();
    assert_eq!(runs, 0, "promised: nothing runs when cancelled beforehand");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s13_never_runs_twice_at_once_on_several_threads() {
    let (job, record) = job("3ms 1ms:fail 0ms 4ms:panic 1ms");
    let scheduler = Arc::new(Scheduler::builder(job, ms(1)).build().unwrap());
    let cancel = CancellationToken::new();
    let mut call = JoinSet::new();
    let (its_scheduler, its_cancel) = (Arc::clone(&scheduler), cancel.clone());
    call.spawn(async move { its_scheduler.run(&its_cancel).await });
    select! {
        () = record.recorder.started(50) => {}
        ended = call.join_next() => panic!("promised: the schedule goes on; it ended: {ended:?}"),
        () = sleep(LONG) => panic!("promised: the schedule goes on; it has stood still"),
    }
    cancel.cancel();
    let summary = timeout(LONG, call.join_all())
        .await
        .expect("promised: that it returns")[0];
    assert_eq!(
        record.recorder.running(),
        0,
        "promised: nothing runs on return"
    );
    assert_eq!(record.recorder.peak(), 1, "promised: one run at a time");
    assert_eq!(
        summary.runs,
        record.runs().len() as u64,
        "promised: every run is counted"
    );
}

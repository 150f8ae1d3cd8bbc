//! A run that was dropped after its grace.

use std::time::Duration;

use kata14_scheduler::{First, Job, JobError, Tick};
use shared_judge::Log;
use tokio::{
    sync::Notify,
    task::consume_budget,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, listen, ms, run_for},
};

#[tokio::test(start_paused = true)]
async fn s1_logs_a_run_that_was_stopped() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (job, record) = job("hang");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    run_for(&record, ms(7_000), async |cancel| {
        scheduler.run(cancel).await
    })
    .await;
    let line = log.outcome_of("tick", "1");
    line.promises("outcome", "stopped");
    line.promises("late_ms", "0");
    line.promises("elapsed_ms", "3000");
}

/// Never waits for anything, and only gives way when the runtime takes its turn away.
#[derive(Default)]
struct AlwaysReady(std::sync::Arc<Notify>);

impl Job for AlwaysReady {
    async fn run(&self, _: &CancellationToken, _: Tick) -> Result<(), JobError> {
        self.0.notify_one();
        loop {
            consume_budget().await;
        }
    }
}

/// The real clock, and no durations: the paused one moves only when no task is ready.
#[tokio::test]
async fn s2_stops_a_run_that_is_always_ready() {
    listen();
    let job = AlwaysReady::default();
    let running = job.0.clone();
    let builder = Scheduler::builder(job, FIVE_SECONDS).first(First::AtOnce);
    let scheduler = builder.grace(ms(5)).build().unwrap();
    let cancel = CancellationToken::new();
    let cancels = async {
        running.notified().await;
        sleep(ms(5)).await;
        cancel.cancel();
    };
    let both = async { tokio::join!(scheduler.run(&cancel), cancels) };
    let returned = timeout(Duration::from_secs(30), both).await;
    assert!(
        returned.is_ok(),
        "promised: a run that is always ready is dropped after its grace; it ran on"
    );
}

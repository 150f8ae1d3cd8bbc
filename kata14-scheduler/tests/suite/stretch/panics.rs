//! A panic outside the job's future.

use kata14_scheduler::{Job, JobError, Tick};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, promises_summary, run_for},
};

/// Panics before it has made a future.
struct NoFuture;

impl Job for NoFuture {
    fn run(
        &self,
        _: &CancellationToken,
        tick: Tick,
    ) -> impl Future<Output = Result<(), JobError>> + Send {
        if tick.number == 1 {
            // Without the hook, which would print a panic that the test ordered.
            std::panic::resume_unwind(Box::new("scripted panic"));
        }
        async { Ok(()) }
    }
}

#[tokio::test(start_paused = true)]
async fn s8_counts_a_panic_before_the_first_poll() {
    let record = job("0ms").1;
    let scheduler = Scheduler::builder(NoFuture, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(12_000), async |cancel| {
        scheduler.run(cancel).await
    });
    promises_summary(run.await.0, [2, 0, 1, 0]);
}

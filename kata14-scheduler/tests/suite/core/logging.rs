//! One event for each run.

use shared_judge::{Line, Log};
use tokio::time::{advance, sleep};
use tracing::dispatcher;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, run_for},
};

#[track_caller]
fn promises(line: &Line, fields: [(&str, &str); 4]) {
    for (field, promised) in fields {
        line.promises(field, promised);
    }
}

#[tokio::test(start_paused = true)]
async fn c27_logs_every_run() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (job, record) = job("700ms 12s 250ms:fail 40ms:panic");
    let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
    let run = run_for(&record, ms(31_000), async |cancel| {
        let late = async {
            sleep(ms(4_000)).await;
            // As after a suspend: the clock jumps from 4 s to 6.2 s, and tick 1 is late.
            #[expect(clippy::disallowed_methods, reason = "a clock that jumps is the point")]
            advance(ms(2_200)).await;
        };
        tokio::join!(scheduler.run(cancel), late).0
    });
    run.await;

    let lines: Vec<_> = log
        .lines()
        .into_iter()
        .filter(|line| line.field("outcome").is_some())
        .collect();
    let ticks: Vec<_> = lines
        .iter()
        .map(|line| line.field("tick").unwrap_or("none"))
        .collect();
    assert_eq!(
        ticks,
        ["1", "2", "5", "6"],
        "promised: an event with `outcome` and `tick` for each run"
    );
    promises(
        &lines[0],
        [
            ("tick", "1"),
            ("late_ms", "1200"),
            ("elapsed_ms", "700"),
            ("outcome", "ok"),
        ],
    );
    promises(
        &lines[1],
        [
            ("tick", "2"),
            ("late_ms", "0"),
            ("elapsed_ms", "12000"),
            ("outcome", "ok"),
        ],
    );
    promises(
        &lines[2],
        [
            ("tick", "5"),
            ("late_ms", "0"),
            ("elapsed_ms", "250"),
            ("outcome", "failed"),
        ],
    );
    promises(
        &lines[3],
        [
            ("tick", "6"),
            ("late_ms", "0"),
            ("elapsed_ms", "40"),
            ("outcome", "panicked"),
        ],
    );
    let failed = lines[2].to_string();
    assert!(
        failed.contains("scripted failure"),
        "promised: the job's error is in its event; found: {failed}"
    );
}

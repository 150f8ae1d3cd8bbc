//! A tick's jitter comes from its number and the seed, and nothing else.

use kata14_scheduler::Jitter;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, run_for},
};

#[tokio::test(start_paused = true)]
async fn s7_missed_ticks_and_earlier_calls_change_no_jitter() {
    let mut found = Vec::new();
    for (script, calls) in [("0ms", 1), ("12s 0ms", 1), ("0ms", 2)] {
        let (job, record) = job(script);
        let builder = Scheduler::builder(job, FIVE_SECONDS).jitter(Jitter::percent(10));
        let scheduler = builder.jitter_seed(14).build().unwrap();
        for _ in 0..calls {
            run_for(&record, ms(60_000), async |cancel| {
                scheduler.run(cancel).await
            })
            .await;
        }
        let last = record.runs().into_iter().rfind(|run| run.tick.number == 10);
        let due = last.expect("promised: tick 10 runs").due;
        found.push(due - ms(60_000) * (calls - 1));
    }
    assert!(
        found.iter().all(|due| *due == found[0]),
        "promised: tick 10 is due at the same time, also after a missed tick, and in a second call; \
         found: {found:?}"
    );
}

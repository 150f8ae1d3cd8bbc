//! Dropped at any await, it leaves nothing.

use kata14_scheduler::First;
use shared_judge::cut_short;
use tokio::{task::yield_now, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, alive_tasks, job, ms, returned, tidy},
};

#[tokio::test(start_paused = true)]
async fn s14_leaves_nothing_when_dropped_at_any_await() {
    for polls in 0.. {
        let (job, record) = tidy(ms(300), "0ms");
        let builder = Scheduler::builder(job, FIVE_SECONDS).first(First::AtOnce);
        let scheduler = builder.build().unwrap();
        let cancel = CancellationToken::new();
        let cancels = async {
            sleep(ms(7_000)).await;
            cancel.cancel();
        };
        let run = returned(
            &record,
            ms(60_000),
            cut_short(polls, scheduler.run(&cancel)),
        );
        let (ended, ()) = tokio::join!(run, cancels);
        yield_now().await;
        let moment = record.moment(&format!(
            "the schedule had been dropped after {polls} polls"
        ));
        moment.promised_that("that no run is left", record.recorder.running() == 0);
        assert_eq!(
            alive_tasks(),
            0,
            "promised: no task is left after {polls} polls"
        );
        if ended.is_some() {
            assert!(polls > 1, "promised: to wait for the run");
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s15_a_cancellation_at_a_tick_still_ends_the_schedule() {
    // Whether the tick of that instant runs is open; what ran is counted, and nothing is left.
    for until in [5_000, 10_000] {
        let (job, record) = job("0ms");
        let scheduler = Scheduler::builder(job, FIVE_SECONDS).build().unwrap();
        let cancel = CancellationToken::new();
        let cancels = async {
            sleep(ms(until)).await;
            cancel.cancel();
        };
        let run = returned(&record, ms(60_000), scheduler.run(&cancel));
        let (summary, ()) = tokio::join!(run, cancels);
        record
            .moment("the schedule returned")
            .promised_at(ms(until));
        assert_eq!(
            summary.runs,
            record.runs().len() as u64,
            "promised: every run is counted"
        );
    }
}

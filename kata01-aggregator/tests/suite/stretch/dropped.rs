//! Dropped at any await, it leaves nothing.

use shared_judge::{Moment, cut_short, watched};
use tokio::{task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, ms, services},
};

#[tokio::test(start_paused = true)]
async fn s8_leaves_nothing_when_dropped_at_any_await() {
    for polls in 0..100 {
        let (profile, orders, recorder) = services("11ms", "21ms");
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let call = cut_short(polls, aggregator.aggregate(&cancel, USER));
        let ended = watched(timeout(ms(600_000), call)).await;
        // A spawned task gets one more turn of the runtime.
        yield_now().await;
        let event = format!("aggregate was dropped after {polls} polls");
        let moment = Moment::of(&recorder, event);
        moment.promised_that("no call is running", recorder.running() == 0);
        moment.promises_no_task();
        moment.promised_that("it returns", ended.is_ok());
        if let Ok(Some(_)) = ended {
            moment.promised_that("it waits for the services", polls > 1);
            return;
        }
    }
    panic!("promised: it returns; after 100 polls it has not, so something polls it in a loop");
}

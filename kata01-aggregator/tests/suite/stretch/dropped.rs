//! Dropped at any await, it leaves nothing.

use shared_judge::{Moment, cut_short};
use tokio::{task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, ms, services},
};

#[tokio::test(start_paused = true)]
async fn s8_leaves_nothing_when_dropped_after_any_number_of_polls() {
    for polls in 0.. {
        let (profile, orders, recorder) = services("10ms", "20ms");
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let call = cut_short(polls, aggregator.aggregate(&cancel, USER));
        let through = timeout(ms(3_600_000), call)
            .await
            .expect("promised: that it returns")
            .is_some();
        yield_now().await;
        let moment = Moment::of(
            &recorder,
            format!("aggregate was dropped after {polls} polls"),
        );
        moment.promised_that("that no call runs on", recorder.running() == 0);
        assert_eq!(alive_tasks(), 0, "no task lives on after {polls} polls");
        if through {
            assert!(polls > 1, "promised: to wait for the services");
            return;
        }
    }
}

//! The caller changes its mind: by the token, or by dropping the future.

use kata01_aggregator::AggregateError;
use shared_judge::Moment;
use timeline::Ending;
use tokio::{
    join,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c15_asks_nobody_when_cancelled_beforehand() {
    // No time at all is a reason to give up, too; the token comes first. And not by luck: often, as a
    // `select!` looks at its branches in any order unless it is told.
    for timeout in [ms(1_000), ms(0)].repeat(32) {
        let (profile, orders, recorder) = services("0ms", "0ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(timeout)
            .build();
        let cancel = CancellationToken::new();
        cancel.cancel();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(0));
        moment.promised_that("that no service is asked", recorder.calls().is_empty());
        let cancelled = matches!(result, Err(AggregateError::Cancelled));
        assert!(cancelled, "promised: Cancelled; got: {result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c16_returns_at_once_when_cancelled_on_the_way() {
    let (profile, orders, recorder) = services("40ms", "hang");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let changes_its_mind = async {
        sleep(ms(250)).await;
        cancel.cancel();
    };
    let call = returned(&recorder, aggregator.aggregate(&cancel, USER));
    let ((result, moment), ()) = join!(call, changes_its_mind);
    moment.promised_at(ms(250));
    moment.promises("orders", Ending::Dropped);
    let cancelled = matches!(result, Err(AggregateError::Cancelled));
    assert!(cancelled, "promised: Cancelled; got: {result:?}");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c17_hears_the_parent_of_its_token() {
    let (profile, orders, recorder) = services("hang", "hang");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let child = cancel.child_token();
    let changes_its_mind = async {
        sleep(ms(10)).await;
        cancel.cancel();
    };
    let call = returned(&recorder, aggregator.aggregate(&child, USER));
    let ((result, moment), ()) = join!(call, changes_its_mind);
    moment.promised_at(ms(10));
    moment.promises("profile", Ending::Dropped);
    moment.promises("orders", Ending::Dropped);
    assert!(
        matches!(result, Err(AggregateError::Cancelled)),
        "{result:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn c18_stops_both_calls_when_it_is_dropped() {
    let (profile, orders, recorder) = services("10s", "10s");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(ms(60_000))
        .build();
    let cancel = CancellationToken::new();
    let left = timeout(ms(50), aggregator.aggregate(&cancel, USER)).await;
    assert!(left.is_err(), "promised: to wait for both; got: {left:?}");
    // A turn of the runtime for whoever spawned.
    yield_now().await;
    let moment = Moment::of(&recorder, "the caller had dropped aggregate");
    moment.promises("profile", Ending::Dropped);
    moment.promises("orders", Ending::Dropped);
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

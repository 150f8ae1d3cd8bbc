//! A timeout of zero, and one without an end.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, answer, ms, promises_deadline, returned, services},
};
use shared_judge::{Moment, watched};

/// Many times, as `select!` polls its branches in random order unless it is `biased`.
#[tokio::test(start_paused = true)]
async fn s2_asks_nothing_with_a_timeout_of_zero() {
    for _ in 0..64 {
        let (profile, orders, recorder) = services("0ms", "0ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(Duration::ZERO)
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(0));
        moment.promised_that("no service is asked", recorder.calls().is_empty());
        promises_deadline(&result, Duration::ZERO);
    }
}

/// On the real clock a timer of zero is not ready at its first poll. In memory, without durations.
#[tokio::test]
async fn s2_asks_nothing_on_the_real_clock_either() {
    for _ in 0..100 {
        let (profile, orders, recorder) = services("0ms", "0ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(Duration::ZERO)
            .build();
        let cancel = CancellationToken::new();
        let result = watched(aggregator.aggregate(&cancel, USER)).await;
        let moment = Moment::of(&recorder, "aggregate returned");
        moment.promised_that("no service is asked", recorder.calls().is_empty());
        promises_deadline(&result, Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn s3_has_no_deadline_with_the_longest_timeout() {
    let (profile, orders, recorder) = services("37ms", "60s");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(Duration::MAX)
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(60_000));
    assert_eq!(answer(result), "User: Alice | Orders: 5");

    let (profile, orders, recorder) = services("hang", "hang");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(Duration::MAX)
        .build();
    let a_month = ms(30 * 24 * 3_600_000);
    let waits = timeout(a_month, watched(aggregator.aggregate(&cancel, USER))).await;
    let moment = Moment::of(&recorder, "a month had passed");
    moment.promised_that("it still waits", waits.is_err());
}

//! No time at all, and all the time in the world.

use std::time::Duration;

use kata01_aggregator::AggregateError;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn s2_asks_nobody_when_there_is_no_time() {
    let (profile, orders, recorder) = services("0ms", "0ms");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(Duration::ZERO)
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(0));
    moment.promised_that("that no service is asked", recorder.calls().is_empty());
    let late = matches!(
        result,
        Err(AggregateError::DeadlineExceeded {
            after: Duration::ZERO
        })
    );
    assert!(
        late,
        "promised: DeadlineExceeded {{ after: 0ns }}; got: {result:?}"
    );
}

/// The real clock, in memory, and no durations: a timer of zero is ready at its first poll under the
/// paused clock only.
#[tokio::test]
async fn s2_asks_nobody_when_there_is_no_real_time_either() {
    for _ in 0..100 {
        let (profile, orders, recorder) = services("0ms", "0ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(Duration::ZERO)
            .build();
        let cancel = CancellationToken::new();
        let late = aggregator.aggregate(&cancel, USER).await;
        assert!(
            matches!(late, Err(AggregateError::DeadlineExceeded { .. })),
            "{late:?}"
        );
        assert!(
            recorder.calls().is_empty(),
            "promised: that no service is asked"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn s3_takes_the_longest_timeout_for_none() {
    let (profile, orders, recorder) = services("40ms", "60s");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(Duration::MAX)
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(60_000));
    assert!(result.is_ok(), "{result:?}");
}

//! The Slow Poke: one deadline over the whole call.

use kata01_aggregator::AggregateError;
use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c11_gives_up_after_exactly_the_timeout() {
    for (profile, orders, slow) in [("40ms", "2s", "orders"), ("2s", "40ms", "profile")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(ms(1_000))
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(1_000));
        moment.promises(slow, Ending::Dropped);
        let error = result.unwrap_err();
        assert!(error.to_string().contains("deadline exceeded"), "{error}");
        let right =
            matches!(error, AggregateError::DeadlineExceeded { after } if after == ms(1_000));
        assert!(
            right,
            "promised: DeadlineExceeded {{ after: 1s }}; got: {error:?}"
        );
        assert_eq!(alive_tasks(), 0, "nothing runs on");
    }
}

#[tokio::test(start_paused = true)]
async fn c12_has_one_deadline_over_both_calls() {
    // An answer at 900 ms does not buy the other one another second.
    for (profile, orders) in [("900ms", "1500ms"), ("1500ms", "900ms")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(ms(1_000))
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(1_000));
        let late = matches!(result, Err(AggregateError::DeadlineExceeded { .. }));
        assert!(late, "promised: DeadlineExceeded; got: {result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c13_waits_one_second_unless_told_otherwise() {
    let (profile, orders, recorder) = services("40ms", "hang");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(1_000));
    assert!(result.is_err(), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn c14_takes_the_timeout_it_is_given() {
    let (profile, orders, recorder) = services("40ms", "2900ms");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(ms(3_000))
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(2_900));
    assert!(result.is_ok(), "{result:?}");
}

//! The Slow Poke: one deadline over the whole call.

use std::time::Duration;

use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, answer, ms, promises_deadline, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c11_gives_up_after_exactly_the_timeout() {
    for (profile, orders, slow) in [("37ms", "2s", "orders"), ("2s", "37ms", "profile")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(ms(1_000))
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(1_000));
        moment.promises(slow, Ending::Dropped);
        promises_deadline(&result, ms(1_000));
        moment.promises_no_task();
    }
}

/// An answer at 900 ms does not give the other service another second.
#[tokio::test(start_paused = true)]
async fn c12_has_one_deadline_over_both_calls() {
    for (profile, orders) in [("900ms", "1500ms"), ("1500ms", "900ms")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(ms(1_000))
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(1_000));
        promises_deadline(&result, ms(1_000));
    }
}

#[tokio::test(start_paused = true)]
async fn c13_waits_one_second_by_default() {
    let (profile, orders, recorder) = services("37ms", "hang");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(1_000));
    promises_deadline(&result, ms(1_000));
}

/// Not in whole seconds, not in whole milliseconds, short and long. tokio's timer rounds up to 1 ms.
#[tokio::test(start_paused = true)]
async fn c14_takes_any_timeout() {
    for (timeout, at) in [
        (ms(1), 1),
        (ms(300), 300),
        (ms(1_237), 1_237),
        (ms(1_500), 1_500),
        (ms(90_500), 90_500),
        (Duration::from_micros(1_500_250), 1_501),
    ] {
        let (profile, orders, recorder) = services("hang", "hang");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(timeout)
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(at));
        promises_deadline(&result, timeout);
    }
    // And an answer one millisecond before the deadline is in time.
    for (timeout, answers) in [(300, "299ms"), (1_500, "1499ms"), (3_000, "2999ms")] {
        let (profile, orders, recorder) = services("37ms", answers);
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(ms(timeout))
            .build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(timeout - 1));
        assert_eq!(answer(result), "User: Alice | Orders: 5");
    }
}

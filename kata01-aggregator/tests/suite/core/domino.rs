//! The Domino Effect: one service fails, and the other is not waited for.

use kata01_aggregator::Service;
use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, failure, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c05_returns_at_once_when_the_profile_fails() {
    let (profile, orders, recorder) = services("0ms:fail", "10s");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(0));
    assert_eq!(
        failure(result),
        (Service::Profile, "scripted failure".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn c06_returns_at_once_when_the_orders_fail() {
    let (profile, orders, recorder) = services("10s", "0ms:fail");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promised_at(ms(0));
    assert_eq!(
        failure(result),
        (Service::Orders, "scripted failure".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn c07_drops_the_orders_when_the_profile_fails() {
    let (profile, orders, recorder) = services("40ms:fail", "10s");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promises("orders", Ending::Dropped);
    moment.promised_at(ms(40));
    assert_eq!(failure(result).0, Service::Profile);
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c08_drops_the_profile_when_the_orders_fail() {
    let (profile, orders, recorder) = services("10s", "40ms:fail");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    moment.promises("profile", Ending::Dropped);
    moment.promised_at(ms(40));
    assert_eq!(failure(result).0, Service::Orders);
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c09_fails_even_when_the_other_has_answered() {
    for (profile, orders, failed) in [
        ("40ms", "80ms:fail", Service::Orders),
        ("80ms:fail", "40ms", Service::Profile),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(80));
        assert_eq!(failure(result).0, failed);
    }
}

#[tokio::test(start_paused = true)]
async fn c10_returns_the_first_of_two_failures() {
    for (profile, orders, first) in [
        ("20ms:fail", "30ms:fail", Service::Profile),
        ("30ms:fail", "20ms:fail", Service::Orders),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(20));
        assert_eq!(failure(result).0, first);
    }
}

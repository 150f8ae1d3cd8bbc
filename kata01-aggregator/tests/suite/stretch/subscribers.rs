//! The log goes where it was told to go, and nowhere else.

use std::time::Duration;

use shared_judge::Log;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::UserAggregator,
    support::{SAYS, USER, closing, returned, services},
};

#[tokio::test(start_paused = true)]
async fn s4_logs_to_the_configured_subscriber_and_only_there() {
    // With two answers, and with a call that is cancelled: its event is easily lost or misled.
    for (profile, orders) in [("40ms", "80ms"), ("40ms:fail", "10s")] {
        let (configured, current) = (Log::default(), Log::default());
        let _current = dispatcher::set_default(&current.subscriber());
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .subscriber(configured.subscriber())
            .build();
        let cancel = CancellationToken::new();
        let _ = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        let _ = configured.outcome_of("service", "profile");
        let _ = configured.outcome_of("service", "orders");
        closing(&configured);
        for line in configured.lines() {
            let inside = line.spans.contains(&"INFO aggregate".to_owned());
            assert!(
                inside,
                "promised: the span around the services' own events, too:\n  {line}"
            );
        }
        let said = configured
            .lines()
            .iter()
            .filter(|line| line.field("message") == Some(SAYS))
            .count();
        assert_eq!(
            said, 2,
            "promised: the services' own events, at the configured subscriber"
        );
        assert!(current.lines().is_empty(), "{:#?}", current.lines());
    }
}

/// No event is promised of a future that is dropped; but a stranger must not get one.
#[tokio::test(start_paused = true)]
async fn s4_tells_no_stranger_when_it_is_dropped() {
    let (configured, current) = (Log::default(), Log::default());
    let (profile, orders, _probe) = services("10s", "10s");
    let aggregator = UserAggregator::builder(profile, orders)
        .subscriber(configured.subscriber())
        .build();
    let cancel = CancellationToken::new();
    let mut call = Box::pin(aggregator.aggregate(&cancel, USER));
    let left = timeout(Duration::from_millis(40), &mut call).await;
    assert!(left.is_err(), "promised: to wait for both; got: {left:?}");
    let _current = dispatcher::set_default(&current.subscriber());
    drop(call);
    tokio::task::yield_now().await;
    assert!(current.lines().is_empty(), "{:#?}", current.lines());
}

#[tokio::test(start_paused = true)]
async fn s5_logs_to_the_current_subscriber_unless_told_otherwise() {
    let current = Log::default();
    let _current = dispatcher::set_default(&current.subscriber());
    let (profile, orders, recorder) = services("40ms", "80ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let _ = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    let _ = current.outcome_of("service", "profile");
    let _ = current.outcome_of("service", "orders");
    closing(&current);
}

/// Several threads: the real clock, in memory, and no durations.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s6_logs_alike_on_whichever_thread_it_runs() {
    let log = Log::default();
    let mut calls = JoinSet::new();
    for _ in 0..32 {
        let (profile, orders, _probe) = services("1ms", "2ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .subscriber(log.subscriber())
            .build();
        calls.spawn(async move { aggregator.aggregate(&CancellationToken::new(), USER).await });
    }
    // Real time, and by far enough of it.
    let all = timeout(Duration::from_secs(60), async {
        while let Some(call) = calls.join_next().await {
            assert!(call.is_ok(), "{call:?}");
        }
    });
    assert!(all.await.is_ok(), "promised: that it returns");
    let outcomes = log
        .lines()
        .into_iter()
        .filter(|line| line.field("outcome").is_some());
    assert_eq!(
        outcomes.count(),
        32 * 3,
        "two services and a closing event a call"
    );
}

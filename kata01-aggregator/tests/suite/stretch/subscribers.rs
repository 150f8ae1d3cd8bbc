//! The log goes where it was told to go, and nowhere else.

use std::time::Duration;

use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::UserAggregator,
    support::{Log, USER, returned, services},
};

#[tokio::test(start_paused = true)]
async fn s4_logs_to_the_configured_subscriber_and_only_there() {
    // With two answers, and with a call that is cancelled: its event is easily lost or misled.
    for (profile, orders) in [("40ms", "80ms"), ("40ms:fail", "10s")] {
        let (configured, current) = (Log::default(), Log::default());
        let _current = dispatcher::set_default(&current.subscriber());
        let (profile, orders, probe) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .subscriber(configured.subscriber())
            .build();
        let cancel = CancellationToken::new();
        let _ = returned(&probe, aggregator.aggregate(&cancel, USER)).await;
        configured.of("profile");
        configured.of("orders");
        configured.closing();
        assert!(current.lines().is_empty(), "{:#?}", current.lines());
    }
}

#[tokio::test(start_paused = true)]
async fn s5_logs_to_the_current_subscriber_unless_told_otherwise() {
    let current = Log::default();
    let _current = dispatcher::set_default(&current.subscriber());
    let (profile, orders, probe) = services("40ms", "80ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let _ = returned(&probe, aggregator.aggregate(&cancel, USER)).await;
    current.of("profile");
    current.of("orders");
    current.closing();
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

//! The logs go to the configured subscriber, and only there.

use std::time::Duration;

use futures::poll;
use shared_judge::{Log, watched};
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{dispatcher, info};

use super::{
    subject::UserAggregator,
    support::{ASKED, USER, closing, returned, services},
};

#[track_caller]
fn promises_nothing_in(current: &Log) {
    let lines = current.lines();
    let lines: Vec<_> = lines.iter().map(|line| format!("\n  {line}")).collect();
    assert!(
        lines.is_empty(),
        "promised: no event at the caller's current subscriber; found:{}",
        lines.concat()
    );
}

/// The events of the services themselves, too.
#[tokio::test(start_paused = true)]
async fn s4_logs_only_to_the_configured_subscriber() {
    for (profile, orders) in [("37ms", "83ms"), ("41ms:fail", "10s"), ("hang", "37ms")] {
        let (configured, current) = (Log::default(), Log::default());
        let _current = dispatcher::set_default(&current.subscriber());
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .subscriber(configured.subscriber())
            .build();
        let cancel = CancellationToken::new();
        let _ = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        closing(&configured);
        let lines = configured.lines();
        for line in &lines {
            assert!(
                line.spans.contains(&"INFO aggregate".to_owned()),
                "promised: every event lies in the span `aggregate`, those of the services too:\n  {line}"
            );
        }
        let is_asked = |line: &&shared_judge::Line| line.field("message") == Some(ASKED);
        let asked = lines.iter().filter(is_asked).count();
        assert!(
            asked == 2,
            "promised: what the services log reaches the configured subscriber: 2 events `{ASKED}`; \
             found: {asked}"
        );
        promises_nothing_in(&current);
    }
}

/// While the future waits, the caller logs to its own subscriber; when it drops the future, no event
/// of yours may go there.
#[tokio::test(start_paused = true)]
async fn s4_leaves_the_callers_subscriber_alone() {
    let (configured, current) = (Log::default(), Log::default());
    let _current = dispatcher::set_default(&current.subscriber());
    let (profile, orders, _recorder) = services("10s", "10s");
    let aggregator = UserAggregator::builder(profile, orders)
        .subscriber(configured.subscriber())
        .build();
    let cancel = CancellationToken::new();
    let mut call = Box::pin(watched(aggregator.aggregate(&cancel, USER)));
    assert!(
        poll!(call.as_mut()).is_pending(),
        "promised: it waits for the services"
    );
    tokio::task::yield_now().await;
    info!("the caller's own");
    let left = timeout(Duration::from_millis(40), &mut call).await;
    assert!(
        left.is_err(),
        "promised: it waits for both services; got: {left:?}"
    );
    drop(call);
    tokio::task::yield_now().await;
    let own = current.only("the message of the caller", |line| {
        line.field("message") == Some("the caller's own")
    });
    assert!(
        current.lines() == [own],
        "promised: the caller's subscriber gets the caller's own event alone; found:{:?}",
        current.lines()
    );
}

#[tokio::test(start_paused = true)]
async fn s5_logs_to_the_current_subscriber_by_default() {
    let current = Log::default();
    let _current = dispatcher::set_default(&current.subscriber());
    let (profile, orders, recorder) = services("37ms", "83ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let _ = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    let _ = current.outcome_of("service", "profile");
    let _ = current.outcome_of("service", "orders");
    closing(&current);
}

/// Several threads, so the real clock: in memory, without durations.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s6_logs_the_same_on_every_thread() {
    let log = Log::default();
    let mut calls = JoinSet::new();
    for _ in 0..32 {
        let (profile, orders, _recorder) = services("1ms", "2ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(Duration::from_secs(60))
            .subscriber(log.subscriber())
            .build();
        calls.spawn(async move { aggregator.aggregate(&CancellationToken::new(), USER).await });
    }
    let all = timeout(Duration::from_secs(50), async {
        while let Some(call) = calls.join_next().await {
            assert!(
                matches!(call, Ok(Ok(_))),
                "promised: a dashboard; got: {call:?}"
            );
        }
    });
    assert!(watched(all).await.is_ok(), "promised: every call returns");
    let lines = log.lines();
    let outcomes = lines.iter().filter(|line| line.field("outcome").is_some());
    let found = outcomes.count();
    assert!(
        found == 96,
        "promised: 32 calls log 3 outcomes each, 96 in all; found: {found}"
    );
}

//! The log: who, where, how long and why, in fields.

use kata01_aggregator::AggregateError;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::{
    subject::UserAggregator,
    support::{Log, USER, ms, returned, services},
};

/// Runs one call and gives its log.
async fn log_of(profile: &str, orders: &str, cancel_at: u64) -> Log {
    let log = Log::default();
    let (profile, orders, probe) = services(profile, orders);
    let aggregator = UserAggregator::builder(profile, orders)
        .subscriber(log.subscriber())
        .build();
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(ms(cancel_at)).await;
        cancel.cancel();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = returned(&probe, aggregator.aggregate(&cancel, USER)) => {}
        () = cancels => {}
    }
    log
}

const NEVER: u64 = 1_000_000;

#[tokio::test(start_paused = true)]
async fn c19_logs_inside_a_span_with_the_user() {
    let log = log_of("40ms", "80ms", NEVER).await;
    for line in [log.of("profile"), log.of("orders"), log.closing()] {
        assert!(
            line.spans.contains(&"INFO aggregate".to_owned()),
            "{line:?}"
        );
        assert_eq!(line.field("user_id"), Some("7"), "{line:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c20_logs_each_service_with_its_time_and_outcome() {
    let log = log_of("40ms", "80ms", NEVER).await;
    for (service, elapsed_ms) in [("profile", "40"), ("orders", "80")] {
        let line = log.of(service);
        assert_eq!(line.level, Level::INFO, "{line:?}");
        assert_eq!(line.field("outcome"), Some("ok"), "{line:?}");
        assert_eq!(line.field("elapsed_ms"), Some(elapsed_ms), "{line:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn c21_logs_a_failure_with_its_error_and_who_was_cancelled() {
    let log = log_of("40ms:fail", "10s", NEVER).await;
    let failed = log.of("profile");
    assert_eq!(failed.level, Level::WARN, "{failed:?}");
    assert_eq!(failed.field("outcome"), Some("failed"), "{failed:?}");
    assert_eq!(
        failed.field("error"),
        Some("scripted failure"),
        "{failed:?}"
    );
    assert_eq!(failed.field("elapsed_ms"), Some("40"), "{failed:?}");

    let cancelled = log.of("orders");
    assert_eq!(cancelled.level, Level::INFO, "{cancelled:?}");
    assert_eq!(
        cancelled.field("outcome"),
        Some("cancelled"),
        "{cancelled:?}"
    );
    assert_eq!(cancelled.field("elapsed_ms"), Some("40"), "{cancelled:?}");
    assert_eq!(cancelled.field("user_id"), Some("7"), "{cancelled:?}");
}

#[tokio::test(start_paused = true)]
async fn c22_logs_who_was_cancelled_at_the_deadline() {
    let log = log_of("40ms", "hang", NEVER).await;
    assert_eq!(log.of("profile").field("outcome"), Some("ok"));
    let cancelled = log.of("orders");
    assert_eq!(cancelled.level, Level::INFO, "{cancelled:?}");
    assert_eq!(
        cancelled.field("outcome"),
        Some("cancelled"),
        "{cancelled:?}"
    );
    assert_eq!(cancelled.field("elapsed_ms"), Some("1000"), "{cancelled:?}");
}

#[tokio::test(start_paused = true)]
async fn c23_closes_with_the_outcome_of_the_whole() {
    for (orders, cancel_at, level, outcome) in [
        ("80ms", NEVER, Level::INFO, "ok"),
        ("80ms:fail", NEVER, Level::WARN, "failed"),
        ("hang", NEVER, Level::WARN, "deadline_exceeded"),
        (
            "hang",
            250,
            Level::WARN,
            AggregateError::Cancelled.outcome(),
        ),
    ] {
        let log = log_of("40ms", orders, cancel_at).await;
        let closing = log.closing();
        assert_eq!(
            (closing.level, closing.field("outcome")),
            (level, Some(outcome))
        );
        let last = log.lines().pop().expect("there is the closing event");
        assert_eq!(
            last.field("service"),
            None,
            "the closing event is the last: {last:?}"
        );
    }
}

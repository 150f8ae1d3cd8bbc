//! The log: who, where, how long and why, in fields.

use kata01_aggregator::AggregateError;
use shared_judge::Log;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::{
    subject::UserAggregator,
    support::{USER, closing, ms, returned, services},
};

/// Runs one call and gives its log.
async fn log_of(profile: &str, orders: &str, cancel_at: u64) -> Log {
    let log = Log::default();
    let (profile, orders, recorder) = services(profile, orders);
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
        _ = returned(&recorder, aggregator.aggregate(&cancel, USER)) => {}
        () = cancels => {}
    }
    log
}

const NEVER: u64 = 1_000_000;

#[tokio::test(start_paused = true)]
async fn c19_logs_inside_a_span_with_the_user() {
    let log = log_of("40ms", "80ms", NEVER).await;
    for line in [
        log.outcome_of("service", "profile"),
        log.outcome_of("service", "orders"),
        closing(&log),
    ] {
        assert!(
            line.spans.contains(&"INFO aggregate".to_owned()),
            "{line:?}"
        );
        line.promises("user_id", "7");
    }
}

#[tokio::test(start_paused = true)]
async fn c20_logs_each_service_with_its_time_and_outcome() {
    let log = log_of("40ms", "80ms", NEVER).await;
    for (service, elapsed_ms) in [("profile", "40"), ("orders", "80")] {
        let line = log.outcome_of("service", service);
        line.promises_level(Level::INFO);
        line.promises("outcome", "ok");
        line.promises("elapsed_ms", elapsed_ms);
    }
}

#[tokio::test(start_paused = true)]
async fn c21_logs_a_failure_with_its_error_and_who_was_cancelled() {
    let log = log_of("40ms:fail", "10s", NEVER).await;
    let failed = log.outcome_of("service", "profile");
    failed.promises_level(Level::WARN);
    failed.promises("outcome", "failed");
    failed.promises("error", "scripted failure");
    failed.promises("elapsed_ms", "40");

    let cancelled = log.outcome_of("service", "orders");
    cancelled.promises_level(Level::INFO);
    cancelled.promises("outcome", "cancelled");
    cancelled.promises("elapsed_ms", "40");
    cancelled.promises("user_id", "7");
}

#[tokio::test(start_paused = true)]
async fn c22_logs_who_was_cancelled_at_the_deadline() {
    let log = log_of("40ms", "hang", NEVER).await;
    log.outcome_of("service", "profile")
        .promises("outcome", "ok");
    let cancelled = log.outcome_of("service", "orders");
    cancelled.promises_level(Level::INFO);
    cancelled.promises("outcome", "cancelled");
    cancelled.promises("elapsed_ms", "1000");
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
        let closing = closing(&log);
        closing.promises_level(level);
        closing.promises("outcome", outcome);
        let last = log.lines().pop().expect("there is the closing event");
        assert_eq!(
            last.field("service"),
            None,
            "the closing event is the last: {last:?}"
        );
    }
}

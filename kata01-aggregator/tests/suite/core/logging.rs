//! The log: who asked, which service, how long it took and how it ended, in fields.

use kata01_aggregator::{AggregateError, UserId};
use shared_judge::{Line, Log};
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::{Level, dispatcher::with_default, info};

use super::{
    subject::UserAggregator,
    support::{PerUser, USER, closing, ms, returned, services},
};

/// Runs one call and returns its log.
async fn log_of(profile: &str, orders: &str, cancel_at: u64) -> Log {
    let log = Log::default();
    let (profile, orders, recorder) = services(profile, orders);
    let aggregator = UserAggregator::builder(profile, orders)
        .subscriber(log.subscriber())
        .build();
    // Times count from the call, not from the builder.
    sleep(ms(500)).await;
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

/// The event lies in exactly one span `aggregate`, the one of `user`.
#[track_caller]
fn promises_its_span(line: &Line, user: &str) {
    let spans = line.spans.iter().filter(|span| *span == "INFO aggregate");
    assert!(
        spans.count() == 1,
        "promised: the event lies in one INFO span `aggregate`, its own; found:\n  {line}"
    );
    line.promises("user_id", user);
}

#[tokio::test(start_paused = true)]
async fn c24_logs_inside_a_span_with_the_user() {
    let log = log_of("37ms", "83ms", NEVER).await;
    for line in [
        log.outcome_of("service", "profile"),
        log.outcome_of("service", "orders"),
        closing(&log),
    ] {
        promises_its_span(&line, "7");
    }
}

#[tokio::test(start_paused = true)]
async fn c25_logs_each_answer_with_its_time() {
    let log = log_of("37ms", "83ms", NEVER).await;
    for (service, elapsed_ms) in [("profile", "37"), ("orders", "83")] {
        let line = log.outcome_of("service", service);
        line.promises_level(Level::INFO);
        line.promises("outcome", "ok");
        line.promises("elapsed_ms", elapsed_ms);
    }
}

#[tokio::test(start_paused = true)]
async fn c26_logs_a_failure_with_its_error() {
    for (profile, orders, service) in [
        ("41ms:fail", "10s", "profile"),
        ("10s", "41ms:fail", "orders"),
        ("37ms", "41ms:fail", "orders"),
    ] {
        let failed = log_of(profile, orders, NEVER).await;
        let failed = failed.outcome_of("service", service);
        failed.promises_level(Level::WARN);
        failed.promises("outcome", "failed");
        failed.promises("error", "scripted failure");
        failed.promises("elapsed_ms", "41");
    }
}

#[tokio::test(start_paused = true)]
async fn c27_logs_the_outcome_last() {
    for (orders, cancel_at, level, outcome) in [
        ("83ms", NEVER, Level::INFO, "ok"),
        ("83ms:fail", NEVER, Level::WARN, "failed"),
        ("hang", NEVER, Level::WARN, "deadline_exceeded"),
        (
            "hang",
            251,
            Level::WARN,
            AggregateError::Cancelled.outcome(),
        ),
    ] {
        let log = log_of("37ms", orders, cancel_at).await;
        let closing = closing(&log);
        closing.promises_level(level);
        closing.promises("outcome", outcome);
        let last = log.lines().pop();
        assert!(
            last.as_ref() == Some(&closing),
            "promised: the closing event is the last; found: {last:?}"
        );
    }
}

/// A span guard that is held over an await stays entered while others run on the same thread.
#[tokio::test(start_paused = true)]
async fn c28_keeps_the_spans_of_two_calls_apart() {
    let log = Log::default();
    let subscriber = log.subscriber();
    let services = PerUser::new(|user| match user {
        7 => ("37ms".to_owned(), "83ms".to_owned()),
        _ => ("61ms".to_owned(), "53ms".to_owned()),
    });
    let aggregator = UserAggregator::builder(services.clone(), services.clone())
        .subscriber(subscriber.clone())
        .build();
    let cancel = CancellationToken::new();
    let call = |user| {
        returned(
            &services.recorder,
            aggregator.aggregate(&cancel, UserId(user)),
        )
    };
    let caller = async {
        sleep(ms(20)).await;
        with_default(&subscriber, || info!("the caller's own"));
    };
    let _ = join!(call(7), call(8), caller);
    for (user, service, elapsed_ms) in [
        ("7", Some("profile"), Some("37")),
        ("7", Some("orders"), Some("83")),
        ("7", None, None),
        ("8", Some("profile"), Some("61")),
        ("8", Some("orders"), Some("53")),
        ("8", None, None),
    ] {
        let which = format!("user_id {user}, service {service:?}, elapsed_ms {elapsed_ms:?}");
        let line = log.only(&which, |line| {
            line.field("outcome").is_some()
                && line.field("user_id") == Some(user)
                && line.field("service") == service
                && line.field("elapsed_ms") == elapsed_ms
        });
        promises_its_span(&line, user);
    }
    let callers = log.only("the caller's own message", |line| {
        line.field("message") == Some("the caller's own")
    });
    assert!(
        callers.spans.is_empty(),
        "promised: no span is entered while your future waits; found:\n  {callers}"
    );
}

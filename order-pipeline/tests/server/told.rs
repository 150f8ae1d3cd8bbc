//! What the metrics and the log say about orders.

use std::{
    error::Error, fmt, num::NonZeroUsize, panic::AssertUnwindSafe, sync::Arc, time::Duration,
};

use axum::http::header;
use futures::FutureExt;
use order_pipeline::{CourierPool, ErrorKind, Order, OrderError, Step, steps};
use shared_judge::Log;
use tokio::time::{sleep, timeout};
use tracing::{Level, instrument::WithSubscriber};

use crate::in_process::{ORDER, TestServer};

#[tokio::test(start_paused = true)]
async fn metrics_show_running_steps_from_the_start() {
    let server = TestServer::new(8);
    let page = server.ask("GET", "/metrics", "").await;
    assert_eq!(
        page.headers[header::CONTENT_TYPE],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    for line in [
        "# TYPE orders counter",
        "# TYPE orders_refused counter",
        "# TYPE order_steps_running gauge",
        "# TYPE order_couriers_busy gauge",
    ] {
        assert!(
            page.text.contains(line),
            "promised: {line:?}\n{}",
            page.text
        );
    }
    assert_eq!(server.metric("orders_refused_total ").await, 0);
    for kind in ErrorKind::ALL
        .map(ErrorKind::as_str)
        .into_iter()
        .chain(["ok"])
    {
        assert_eq!(server.counted(kind).await, 0, "{kind}");
    }
    let gauges = async {
        sleep(Duration::from_millis(50)).await;
        let running = server.metric("order_steps_running ").await;
        (running, server.metric("order_couriers_busy ").await)
    };
    let order = server.order(ORDER);
    let (_, during) = tokio::join!(order, gauges);
    assert_eq!(during, (3, 1));
    assert_eq!(server.metric("order_steps_running ").await, 0);
    assert_eq!(server.counted("ok").await, 1);
}

#[tokio::test(start_paused = true)]
async fn every_log_line_names_its_order() {
    let talkative = Step::new("vendor", async |order: Arc<Order>| {
        tracing::info!(amount = order.amount.get(), "asking the vendor");
        Err(OrderError::during(
            "asking the vendor",
            OrderError::VendorUnavailable,
        ))
    });
    let server = TestServer::with(
        vec![steps::payment(), talkative],
        CourierPool::new(NonZeroUsize::MIN),
        8,
    );
    let log = Log::default();
    let order = server.order(r#"{"order_id": "o-1\n", "amount": 1}"#);
    let answer = order.with_subscriber(log.subscriber()).await;
    assert_eq!(answer.json()["error"]["message"], "vendor unavailable");
    let lines = log.lines();
    for line in &lines {
        line.promises("order_id", "\"o-1\\n\"");
    }
    let levels: Vec<_> = lines.iter().map(|line| line.level).collect();
    assert_eq!(
        levels,
        [Level::INFO, Level::DEBUG, Level::DEBUG, Level::WARN],
        "the step's own, one a step, one for the order: {lines:?}"
    );
    let steps: Vec<_> = lines.iter().filter_map(|line| line.field("step")).collect();
    assert_eq!(steps, ["payment", "vendor"]);
    let end = log.only("the kind", |line| line.field("kind").is_some());
    end.promises("kind", "vendor_unavailable");
    end.promises("error", "asking the vendor: vendor unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_successful_order_is_logged() {
    let (server, log) = (TestServer::new(8), Log::default());
    let order = server.order(ORDER);
    order.with_subscriber(log.subscriber()).await;
    let end = log.only("the kind", |line| line.field("kind").is_some());
    end.promises("kind", "ok");
    end.promises_level(Level::INFO);
}

#[tokio::test(start_paused = true)]
async fn the_log_names_the_abandoned_order() {
    let (server, log) = (TestServer::new(1), Log::default());
    let order = server.order(r#"{"order_id": "o-7", "amount": 1}"#);
    // Dropped inside the block, where the subscriber is current.
    let leaves = async { timeout(Duration::from_millis(50), order).await.is_err() };
    assert!(leaves.with_subscriber(log.subscriber()).await);
    let line = log.only("the order", |line| line.field("order_id").is_some());
    line.promises("order_id", "\"o-7\"");
    line.promises("message", "the client has left");
    line.promises_level(Level::INFO);
}

#[tokio::test(start_paused = true)]
async fn a_handler_panic_counts_as_internal() {
    /// An error that panics when the log formats it.
    #[derive(Debug)]
    struct Unspeakable;

    impl fmt::Display for Unspeakable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            std::panic::resume_unwind(Box::new("unspeakable"))
        }
    }

    impl Error for Unspeakable {}

    let broken = Step::new("broken", async |_| {
        Err(OrderError::during("saying so", Unspeakable))
    });
    let (pool, log) = (CourierPool::new(NonZeroUsize::MIN), Log::default());
    let server = TestServer::with(vec![broken], pool, 1);
    let order = server.order(ORDER);
    let order = order.with_subscriber(log.subscriber());
    let panicked = AssertUnwindSafe(order).catch_unwind().await;
    assert!(panicked.is_err());
    assert_eq!(server.counted("cancelled").await, 0);
    assert_eq!(server.counted("internal").await, 1);
    let line = log.only("an error", |line| line.level == Level::ERROR);
    line.promises("order_id", "\"o-1\"");
}

#[tokio::test]
async fn a_refusal_is_one_log_line() {
    let (server, log) = (TestServer::new(1), Log::default());
    let order = server.order(r#"{"a\nb": 1}"#);
    order.with_subscriber(log.subscriber()).await;
    let line = log.only("the reason", |line| line.field("reason").is_some());
    line.promises_level(Level::DEBUG);
    line.promises("message", "refused: not an order");
    let reason = line.field("reason").unwrap();
    assert!(reason.starts_with(r#""a\nb: unknown field"#), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_late_error_goes_to_the_log() {
    let failing = |name| {
        Step::new(name, async |_| {
            Err(OrderError::during("asking around", OrderError::NoCourier))
        })
    };
    let pool = CourierPool::new(NonZeroUsize::MIN);
    let server = TestServer::with(vec![failing("one"), failing("other")], pool, 1);
    let log = Log::default();
    let order = server.order(ORDER).with_subscriber(log.subscriber());
    let answer = order.await.json();
    // Both fail at the same instant; either may decide.
    let late = if answer["steps"][0]["status"] == "error" {
        "other"
    } else {
        "one"
    };
    let line = log.only("the late one", |line| {
        line.field("message") == Some("failed too late to decide")
    });
    line.promises_level(Level::DEBUG);
    line.promises("step", late);
    line.promises("error", "asking around: no courier");
}

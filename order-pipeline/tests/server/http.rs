//! The router in virtual time: a test for every row of the two tables.

use std::{num::NonZeroUsize, time::Duration};

use axum::http::{StatusCode, header};
use order_pipeline::{CourierPool, OrderError, Step, steps};
use rstest::rstest;
use serde_json::json;
use shared_judge::{Log, alive_tasks};
use tokio::time::{Instant, sleep, timeout};
use tracing::{Level, instrument::WithSubscriber};

use crate::in_process::{AT_ONCE, ORDER, TestServer};

#[tokio::test(start_paused = true)]
async fn a_successful_order_reports_every_step() {
    let (server, started) = (TestServer::new(8), Instant::now());
    let answer = server.order(r#"{"order_id": "ü\n", "amount": 1200}"#).await;
    assert_eq!(started.elapsed(), Duration::from_millis(200));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(
        answer.json(),
        json!({
            "status": "ok",
            "order_id": "ü\n",
            "steps": [
                { "name": "payment", "status": "ok", "duration_ms": 150 },
                { "name": "vendor", "status": "ok", "duration_ms": 200 },
                { "name": "courier", "status": "ok", "duration_ms": 100 },
            ],
        })
    );
}

#[rstest]
#[case::payment("payment", 400, "payment_declined", 0)]
#[case::vendor("vendor", 503, "vendor_unavailable", 1)]
#[case::courier("courier", 503, "no_courier", 2)]
#[tokio::test(start_paused = true)]
async fn a_failed_step_cancels_the_others(
    #[case] step: &str,
    #[case] status: u16,
    #[case] kind: &str,
    #[case] index: usize,
) {
    let (server, started) = (TestServer::new(8), Instant::now());
    let order = json!({
        "order_id": "o-1",
        "amount": 1,
        "fail_step": step,
        "delay_ms": { "payment": 900, "vendor": 900, "courier": 900, step: 50 },
    });
    let answer = server.order(&order.to_string()).await;
    assert_eq!(started.elapsed(), Duration::from_millis(50));
    assert_eq!(answer.status, status);
    let mut steps = ["payment", "vendor", "courier"]
        .map(|name| json!({ "name": name, "status": "cancelled", "duration_ms": 50 }));
    steps[index]["status"] = "error".into();
    steps[index]["detail"] = kind.into();
    let answer = answer.json();
    assert_eq!(answer["steps"], json!(steps));
    assert_eq!(answer["status"], "error");
    assert_eq!(answer["order_id"], "o-1");
    assert_eq!(answer["error"]["kind"], kind);
    assert_eq!(server.counted(kind).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_late_step_is_cancelled() {
    let server = TestServer::new(8);
    let order = r#"{"order_id": "o-1", "amount": 1, "delay_ms": {"vendor": 2001}}"#;
    let answer = server.order(order).await;
    assert_eq!(answer.status, 504);
    let answer = answer.json();
    assert_eq!(answer["error"]["kind"], "timeout");
    assert_eq!(
        answer["steps"],
        json!([
            { "name": "payment", "status": "ok", "duration_ms": 150 },
            { "name": "vendor", "status": "cancelled", "duration_ms": 2000 },
            { "name": "courier", "status": "ok", "duration_ms": 100 },
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn a_full_pool_frees_up_again() {
    let server = TestServer::new(8);
    let on_the_road = server.pool.acquire().await;
    assert_eq!(server.metric("order_couriers_busy ").await, 1);
    let answer = server.order(ORDER).await;
    assert_eq!(answer.status, 504);
    let courier = &answer.json()["steps"][2];
    assert_eq!(
        *courier,
        json!({ "name": "courier", "status": "cancelled", "duration_ms": 2000 })
    );

    drop(on_the_road);
    assert_eq!(server.metric("order_couriers_busy ").await, 0);
    let answer = server.order(ORDER).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_step_panic_is_internal() {
    let broken = Step::new(
        "vendor",
        |_| -> std::future::Ready<Result<(), OrderError>> {
            std::panic::resume_unwind(Box::new("a secret of ours"))
        },
    );
    let pool = CourierPool::new(NonZeroUsize::MIN);
    let steps = vec![steps::payment(), broken, steps::courier(pool.clone())];
    let server = TestServer::with(steps, pool, 8);
    let answer = server.order(ORDER).await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.json()["error"],
        json!({ "kind": "internal", "message": "internal error" })
    );
    assert_eq!(server.pool.busy(), 0);
}

#[rstest]
#[case::nothing("", "the body is empty")]
#[case::blank(" \r\n\t", "the body is empty")]
#[case::breaks_off("{", "EOF")]
#[case::too_big(
    r#"{"order_id": "o", "amount": 18446744073709551616}"#,
    "amount: the number is too big"
)]
#[case::far_too_big(
    r#"{"order_id": "o", "amount": 1e999}"#,
    "amount: the number is too big"
)]
#[case::too_big_a_delay(
    r#"{"order_id": "o", "amount": 1, "delay_ms": {"vendor": 99999999999999999999}}"#,
    "delay_ms.vendor: the number is too big"
)]
#[case::negative(
    r#"{"order_id": "o", "amount": -1}"#,
    "integer `-1`, expected an integer of at least 1"
)]
#[case::zero(
    r#"{"order_id": "o", "amount": 0}"#,
    "integer `0`, expected an integer of at least 1"
)]
#[case::a_fraction(r#"{"order_id": "o", "amount": 1.5}"#, "floating point `1.5`")]
#[case::unknown_field(r#"{"order_id": "o", "amount": 1, "note": 2}"#, "note")]
#[case::second_value(r#"{"order_id": "o", "amount": 1} 2"#, "trailing")]
#[case::bad_field(r#"{"order_id": "o", "amount": "1"}"#, "amount: ")]
#[case::where_it_is("{\"order_id\": \"o\",\n \"amount\": 0}", "line 2 column")]
#[tokio::test]
async fn a_bad_request_names_the_fault(#[case] body: &str, #[case] named: &str) {
    let server = TestServer::new(8);
    server.order(body).await.refuses(400, "bad_request", named);
    assert_eq!(server.counted("bad_request").await, 1);
}

/// No message grows with the client's input.
#[rstest]
#[case::field(format!(r#"{{"{}": 1}}"#, long()))]
#[case::step(format!(r#"{{"order_id": "o", "amount": 1, "fail_step": "{}"}}"#, long()))]
#[case::amount(format!(r#"{{"order_id": "o", "amount": "{}"}}"#, long()))]
#[tokio::test]
async fn long_bad_input_is_quoted_shortened(#[case] body: String) {
    let answer = TestServer::new(8).order(&body).await;
    answer.refuses(400, "bad_request", "é…");
    assert!(answer.text.len() < 1_000, "{}", answer.text);
}

/// Letters of two bytes each, so that a cut in the middle of one would show.
fn long() -> String {
    "é".repeat(7_000)
}

#[rstest]
#[case("POST", "/order?order_id=o-1", AT_ONCE)]
#[case("GET", "/health?order_id=o-1", "")]
#[case("GET", "/metrics?order_id=o-1", "")]
#[tokio::test]
async fn query_parameters_are_refused(
    #[case] method: &str,
    #[case] path: &str,
    #[case] body: &str,
) {
    let server = TestServer::new(8);
    let answer = server.ask(method, path, body.to_owned()).await;
    answer.refuses(400, "bad_request", "\"order_id\"");
    let counted = server.counted("bad_request").await;
    assert_eq!(counted, u64::from(method == "POST"), "only orders count");
}

#[rstest]
#[case("GET")]
#[case("PUT")]
#[case("DELETE")]
#[case("OPTIONS")]
#[tokio::test]
async fn other_methods_are_refused(#[case] method: &str) {
    let answer = TestServer::new(8).ask(method, "/order", "").await;
    answer.refuses(405, "bad_request", "POST");
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[rstest]
#[tokio::test]
async fn only_get_is_allowed_here(#[values("/health", "/metrics")] path: &str) {
    let answer = TestServer::new(8).ask("POST", path, "").await;
    answer.refuses(405, "bad_request", "GET");
    assert_eq!(answer.headers[header::ALLOW], "GET,HEAD");
}

#[tokio::test]
async fn an_unknown_path_is_refused() {
    let answer = TestServer::new(8).ask("GET", "/orders", "").await;
    answer.refuses(404, "not_found", "/order");
}

#[tokio::test(start_paused = true)]
async fn orders_over_the_limit_are_refused() {
    let server = TestServer::new(2);
    let refused = async {
        sleep(Duration::from_millis(10)).await;
        let refused = server.order(ORDER).await;
        // Only orders count.
        assert_eq!(server.ask("GET", "/health", "").await.status, 200);
        assert_eq!(server.ask("GET", "/order", "").await.status, 405);
        refused
    };
    let log = Log::default();
    let refused = refused.with_subscriber(log.subscriber());
    let (first, second, third) = tokio::join!(server.order(ORDER), server.order(ORDER), refused);
    assert_eq!(
        (first.status, second.status),
        (StatusCode::OK, StatusCode::OK)
    );
    third.refuses(503, "overloaded", "no more than 2");
    assert_eq!(third.headers[header::RETRY_AFTER], "1");
    let line = log.only("the limit", |line| line.field("limit") == Some("2"));
    line.promises_level(Level::DEBUG);
    assert_eq!(server.metric("orders_refused_total ").await, 1);
    // An answered order has freed its place.
    assert_eq!(server.order(ORDER).await.status, 200);
}

#[tokio::test]
async fn any_limit_is_accepted() {
    let server = TestServer::new(usize::MAX);
    assert_eq!(server.order(AT_ONCE).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn leaving_cancels_the_steps() {
    let server = TestServer::new(1);
    let order = server.order(ORDER);
    let left = timeout(Duration::from_millis(50), order).await;
    assert!(left.is_err());
    tokio::task::yield_now().await;
    assert_eq!(server.pipeline.tracker().running(), 0);
    assert_eq!((server.pool.busy(), alive_tasks()), (0, 0));
    assert_eq!(server.counted("cancelled").await, 1);
    // Its place is free too.
    let next = server.order(ORDER).await;
    assert_eq!(next.status, 200);
}

#[tokio::test]
async fn health_says_ok() {
    let answer = TestServer::new(8).ask("GET", "/health", "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({ "status": "ok" }))
    );
}

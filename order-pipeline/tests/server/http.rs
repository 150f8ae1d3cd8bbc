//! The router in process and in virtual time: a test for every row of the two tables.

use std::{
    convert::Infallible, error::Error, fmt, io, num::NonZeroUsize, panic::AssertUnwindSafe,
    sync::Arc, time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
    response::Response,
};
use futures::{FutureExt, stream};
use order_pipeline::{CourierPool, Order, OrderError, OrderPipeline, Step, http, steps};
use rstest::rstest;
use serde_json::{Value, json};
use shared_mocks::{Log, alive_tasks, listen};
use tokio::time::{Instant, sleep, timeout};
use tower::ServiceExt;
use tracing::{Level, instrument::WithSubscriber};

const DEADLINE: Duration = Duration::from_secs(2);

/// A server as the command starts it, with few couriers.
struct TestServer {
    router: Router,
    pool: CourierPool,
    pipeline: OrderPipeline,
}

impl TestServer {
    fn new(max_concurrent: usize) -> Self {
        let pool = CourierPool::new(NonZeroUsize::MIN);
        Self::with(steps::all(pool.clone()), pool, max_concurrent)
    }

    fn with(steps: Vec<Step>, pool: CourierPool, max_concurrent: usize) -> Self {
        listen();
        let pipeline = OrderPipeline::new(steps, DEADLINE).unwrap();
        let max_concurrent = NonZeroUsize::new(max_concurrent).unwrap();
        let router = http::router(pipeline.clone(), pool.clone(), max_concurrent);
        Self {
            router,
            pool,
            pipeline,
        }
    }

    async fn ask(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(body.into()).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    async fn order(&self, order: &str) -> Answer {
        self.ask("POST", "/order", order.to_owned()).await
    }

    async fn metric(&self, line: &str) -> u64 {
        let text = self.ask("GET", "/metrics", "").await.text;
        let value = text.lines().find_map(|it| it.strip_prefix(line));
        let value = value.unwrap_or_else(|| panic!("promised: {line:?} in\n{text}"));
        value.trim().parse().unwrap()
    }
}

struct Answer {
    status: StatusCode,
    headers: header::HeaderMap,
    text: String,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let body: Bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(body.into()).unwrap(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Holds an answer without an order against its promise.
    #[track_caller]
    fn refuses(&self, status: u16, kind: &str, named: &str) {
        let answer = self.json();
        assert_eq!(self.status, status, "{answer}");
        let object = answer.as_object().unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), ["error", "status"]);
        assert_eq!(answer["status"], "error");
        assert_eq!(answer["error"]["kind"], kind);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(named),
            "promised: {named:?} in {message:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_carried_out() {
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
async fn a_step_that_fails(
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
    assert_eq!(
        server
            .metric(&format!("orders_total{{kind={kind:?}}}"))
            .await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_passes() {
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
async fn the_pool_is_full_and_then_is_not() {
    let server = TestServer::new(8);
    let on_the_road = server.pool.acquire().await;
    assert_eq!(server.metric("order_couriers_busy ").await, 1);
    let answer = server.order(r#"{"order_id": "o-1", "amount": 1}"#).await;
    assert_eq!(answer.status, 504);
    let courier = &answer.json()["steps"][2];
    assert_eq!(
        *courier,
        json!({ "name": "courier", "status": "cancelled", "duration_ms": 2000 })
    );

    drop(on_the_road);
    assert_eq!(server.metric("order_couriers_busy ").await, 0);
    let answer = server.order(r#"{"order_id": "o-1", "amount": 1}"#).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_step() {
    let broken = Step::new(
        "vendor",
        |_| -> std::future::Ready<Result<(), OrderError>> {
            std::panic::resume_unwind(Box::new("a secret of ours"))
        },
    );
    let pool = CourierPool::new(NonZeroUsize::MIN);
    let steps = vec![steps::payment(), broken, steps::courier(pool.clone())];
    let server = TestServer::with(steps, pool, 8);
    let answer = server.order(r#"{"order_id": "o-1", "amount": 1}"#).await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.json()["error"],
        json!({ "kind": "internal", "message": "internal error" })
    );
    assert_eq!(server.pool.busy(), 0);
}

#[rstest]
#[case::nothing("", "EOF")]
#[case::unknown_field(r#"{"order_id": "o", "amount": 1, "note": 2}"#, "note")]
#[case::second_value(r#"{"order_id": "o", "amount": 1} 2"#, "trailing")]
#[case::bad_field(r#"{"order_id": "o", "amount": "1"}"#, "amount: ")]
#[case::where_it_is("{\"order_id\": \"o\",\n \"amount\": 0}", "line 2 column")]
#[tokio::test]
async fn a_bad_request(#[case] body: &str, #[case] named: &str) {
    let server = TestServer::new(8);
    server.order(body).await.refuses(400, "bad_request", named);
    assert_eq!(server.metric("orders_total{kind=\"bad_request\"}").await, 1);
}

#[tokio::test]
async fn the_content_type_is_not_looked_at() {
    let server = TestServer::new(8);
    let order =
        r#"{"order_id": "o", "amount": 1, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;
    let request = Request::post("/order").header(header::CONTENT_TYPE, "image/png");
    let request = request.body(Body::from(order.to_owned())).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_body_of_just_the_size_and_one_over() {
    let server = TestServer::new(8);
    let padded = |bytes| {
        let order = r#"{"order_id": "o", "amount": 1, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;
        format!("{order:<bytes$}")
    };
    assert_eq!(server.order(&padded(16 * 1024)).await.status, 200);
    let over = server.order(&padded(16 * 1024 + 1)).await;
    over.refuses(413, "bad_request", "16384");
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let server = TestServer::new(8);
    let broken = stream::iter([Ok("{"), Err(io::Error::other("the line is dead"))]);
    let answer = server.ask("POST", "/order", Body::from_stream(broken));
    answer.await.refuses(400, "bad_request", "body");
    assert_eq!(server.metric("orders_total{kind=\"bad_request\"}").await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_takes_nobodys_place() {
    let server = TestServer::new(1);
    let silence = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let order = async {
        sleep(Duration::from_millis(10)).await;
        server.order(r#"{"order_id": "o-1", "amount": 1}"#).await
    };
    let (silent, order) = tokio::join!(server.ask("POST", "/order", silence), order);
    assert_eq!(order.status, 200);
    silent.refuses(400, "bad_request", "within 5s");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come() {
    let (server, started) = (TestServer::new(1), Instant::now());
    let silence = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let answer = server.ask("POST", "/order", silence).await;
    assert_eq!(started.elapsed(), Duration::from_secs(5));
    answer.refuses(400, "bad_request", "within 5s");
}

#[rstest]
#[case("GET")]
#[case("PUT")]
#[case("DELETE")]
#[case("OPTIONS")]
#[tokio::test]
async fn another_method(#[case] method: &str) {
    let answer = TestServer::new(8).ask(method, "/order", "").await;
    answer.refuses(405, "bad_request", "POST");
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[rstest]
#[tokio::test]
async fn another_method_than_get(#[values("/health", "/metrics")] path: &str) {
    let answer = TestServer::new(8).ask("POST", path, "").await;
    answer.refuses(405, "bad_request", "GET");
    assert_eq!(answer.headers[header::ALLOW], "GET,HEAD");
}

#[tokio::test]
async fn another_path() {
    let answer = TestServer::new(8).ask("GET", "/orders", "").await;
    answer.refuses(404, "not_found", "/order");
}

#[tokio::test(start_paused = true)]
async fn more_orders_than_it_will_take() {
    let server = Arc::new(TestServer::new(2));
    let order = r#"{"order_id": "o", "amount": 1}"#;
    let refused = async {
        sleep(Duration::from_millis(10)).await;
        let refused = server.order(order).await;
        // Only orders count.
        assert_eq!(server.ask("GET", "/health", "").await.status, 200);
        assert_eq!(server.ask("GET", "/order", "").await.status, 405);
        refused
    };
    let log = Log::default();
    let refused = refused.with_subscriber(log.subscriber());
    let (first, second, third) = tokio::join!(server.order(order), server.order(order), refused);
    assert_eq!(
        (first.status, second.status),
        (StatusCode::OK, StatusCode::OK)
    );
    third.refuses(503, "overloaded", "2 requests");
    assert_eq!(third.headers[header::RETRY_AFTER], "1");
    let line = log.only("the limit", |line| line.field("limit") == Some("2"));
    line.promises_level(Level::DEBUG);
    assert_eq!(server.metric("orders_refused_total ").await, 1);
    // A place is free again with its answer.
    assert_eq!(server.order(order).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_takes_its_steps_along() {
    let server = TestServer::new(1);
    let order = server.order(r#"{"order_id": "o", "amount": 1}"#);
    let left = timeout(Duration::from_millis(50), order).await;
    assert!(left.is_err());
    tokio::task::yield_now().await;
    assert_eq!(server.pipeline.tracker().running(), 0);
    assert_eq!((server.pool.busy(), alive_tasks()), (0, 0));
    assert_eq!(server.metric("orders_total{kind=\"cancelled\"}").await, 1);
    // And its place.
    let next = server.order(r#"{"order_id": "o", "amount": 1}"#).await;
    assert_eq!(next.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_log_says_whose_client_has_left() {
    let (server, log) = (TestServer::new(1), Log::default());
    let order = server.order(r#"{"order_id": "o-7", "amount": 1}"#);
    // It is dropped inside, where the subscriber hears it.
    let leaves = async { timeout(Duration::from_millis(50), order).await.is_err() };
    assert!(leaves.with_subscriber(log.subscriber()).await);
    let line = log.only("the order", |line| line.field("order_id").is_some());
    line.promises("order_id", "\"o-7\"");
    line.promises("message", "the client has left");
    line.promises_level(Level::INFO);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_handler_is_no_client_that_has_left() {
    /// An error that cannot be put into words, as the log would have it.
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
    let order = server.order(r#"{"order_id": "o-1", "amount": 1}"#);
    let order = order.with_subscriber(log.subscriber());
    let panicked = AssertUnwindSafe(order).catch_unwind().await;
    assert!(panicked.is_err());
    assert_eq!(server.metric("orders_total{kind=\"cancelled\"}").await, 0);
    assert_eq!(server.metric("orders_total{kind=\"internal\"}").await, 1);
    let line = log.only("an error", |line| line.level == Level::ERROR);
    line.promises("order_id", "\"o-1\"");
}

#[tokio::test]
async fn any_limit_is_taken() {
    let server = TestServer::new(usize::MAX);
    let order =
        r#"{"order_id": "o", "amount": 1, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;
    assert_eq!(server.order(order).await.status, 200);
}

#[tokio::test]
async fn is_well() {
    let answer = TestServer::new(8).ask("GET", "/health", "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({ "status": "ok" }))
    );
}

#[tokio::test(start_paused = true)]
async fn metrics_are_there_from_the_start_and_tell_what_runs() {
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
    for kind in ["ok", "timeout", "bad_request", "internal"] {
        assert_eq!(
            server
                .metric(&format!("orders_total{{kind={kind:?}}}"))
                .await,
            0
        );
    }
    let gauges = async {
        sleep(Duration::from_millis(50)).await;
        let running = server.metric("order_steps_running ").await;
        (running, server.metric("order_couriers_busy ").await)
    };
    let order = server.order(r#"{"order_id": "o", "amount": 1}"#);
    let (_, during) = tokio::join!(order, gauges);
    assert_eq!(during, (3, 1));
    assert_eq!(server.metric("order_steps_running ").await, 0);
    assert_eq!(server.metric("orders_total{kind=\"ok\"}").await, 1);
}

#[tokio::test(start_paused = true)]
async fn every_line_of_an_order_names_it() {
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
async fn an_order_that_is_carried_out_is_a_line_too() {
    let (server, log) = (TestServer::new(8), Log::default());
    let order = server.order(r#"{"order_id": "o-1", "amount": 1}"#);
    order.with_subscriber(log.subscriber()).await;
    let end = log.only("the kind", |line| line.field("kind").is_some());
    end.promises("kind", "ok");
    end.promises_level(Level::INFO);
}

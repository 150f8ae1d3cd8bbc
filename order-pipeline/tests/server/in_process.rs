//! The router inside the test's process, as the paused clock needs it.

use std::{num::NonZeroUsize, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    response::Response,
};
use order_pipeline::{CourierPool, OrderPipeline, Step, http, steps};
use serde_json::Value;
use shared_judge::listen;
use tower::ServiceExt;

const DEADLINE: Duration = Duration::from_secs(2);

/// An order with the usual delays.
pub(crate) const ORDER: &str = r#"{"order_id": "o-1", "amount": 1}"#;

/// An order without delays.
pub(crate) const AT_ONCE: &str =
    r#"{"order_id": "o-1", "amount": 1, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;

/// A server as the command starts it, with few couriers.
pub(crate) struct TestServer {
    pub(crate) router: Router,
    pub(crate) pool: CourierPool,
    pub(crate) pipeline: OrderPipeline,
}

impl TestServer {
    pub(crate) fn new(max_concurrent: usize) -> Self {
        let pool = CourierPool::new(NonZeroUsize::MIN);
        Self::with(steps::all(pool.clone()), pool, max_concurrent)
    }

    pub(crate) fn with(steps: Vec<Step>, pool: CourierPool, max_concurrent: usize) -> Self {
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

    pub(crate) async fn ask(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(body.into()).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) async fn order(&self, order: &str) -> Answer {
        self.ask("POST", "/order", order.to_owned()).await
    }

    /// The value of the metric whose line starts with `line`.
    pub(crate) async fn metric(&self, line: &str) -> u64 {
        let text = self.ask("GET", "/metrics", "").await.text;
        let value = text.lines().find_map(|it| it.strip_prefix(line));
        let value = value.unwrap_or_else(|| panic!("promised: {line:?} in\n{text}"));
        value.trim().parse().unwrap()
    }

    /// The count of orders of one kind, or of `ok`.
    pub(crate) async fn counted(&self, kind: &str) -> u64 {
        self.metric(&format!("orders_total{{kind={kind:?}}} "))
            .await
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let body: Bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(body.into()).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Checks a refusal: its status, its kind and the word that its message names.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, kind: &str, named: &str) {
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

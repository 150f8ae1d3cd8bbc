//! The gateway over real mocks: every row of its table in process, the rest over sockets.
//!
//! The tests wait for events. A deadline below a minute is there to pass: the calls that it cuts off
//! hang, and the others answer immediately.

mod aggregate;
mod metrics;
mod page;
mod refusals;
mod sockets;
mod upstream;

use std::{num::NonZeroUsize, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use gateway::{Gateway, Upstream};
use pattern_comparison::section;
use serde_json::Value;
use shared_judge::listen;
use shared_mocks::MockServer;
use tower::ServiceExt;

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

struct TestGateway {
    router: Router,
    mocks: MockServer,
}

impl TestGateway {
    async fn start() -> Self {
        Self::with_room_for(512).await
    }

    async fn with_room_for(requests: usize) -> Self {
        let mocks = MockServer::start(section).await.unwrap();
        let router = router(Upstream::mocks(&mocks).unwrap(), requests);
        Self { router, mocks }
    }

    async fn get(&self, path: &str) -> Answer {
        ask(&self.router, "GET", path).await
    }

    /// The value of one series.
    async fn metric(&self, series: &str) -> u64 {
        self.sample(series).await.parse().unwrap()
    }

    /// The value of one series, as text.
    async fn sample(&self, series: &str) -> String {
        let text = self.get("/metrics").await.text;
        let line = text.lines().find_map(|line| line.strip_prefix(series));
        let value = line.unwrap_or_else(|| panic!("promised: {series:?} in\n{text}"));
        value.trim().to_owned()
    }
}

fn router(upstream: Upstream, max_concurrent: usize) -> Router {
    listen();
    let gateway = Gateway {
        upstream,
        deadline: "1s".parse().unwrap(),
        max_concurrent: NonZeroUsize::new(max_concurrent).unwrap(),
    };
    gateway.router()
}

async fn ask(router: &Router, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8(body.into()).unwrap(),
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

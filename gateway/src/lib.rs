//! The four patterns behind HTTP: `cargo run -p gateway`.
//!
//! | module | what it does |
//! |---|---|
//! | `aggregate` | `/api/aggregate/{pattern}`: one pattern, real requests to the upstream services |
//! | `compare` | `/api/compare`: all four in virtual time |
//! | `metrics` | `/metrics`: requests and calls by how they ended, and calls that are running |
//! | `page` | `/`: the page, with one [`Panel`] per pattern |
//! | `upstream` | the services, each an [`HttpService`] whose calls are counted |
//! | [`live`] | the comparison over loopback HTTP and in real time |
//! | [`cli`] | the command |
//!
//! When a client disconnects, the server drops the handler and the pattern's future with it. Whether
//! the calls stop then depends on the pattern.

mod aggregate;
pub mod cli;
mod compare;
mod http_service;
mod live;
mod metrics;
mod page;
mod panels;
mod query;
mod upstream;
mod why;

use std::{num::NonZeroUsize, sync::Arc};

use axum::{
    Json, Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use pattern_comparison::Deadline;
use serde_json::json;
use shared_server::{LoadShed, Refusal, no_parameters};

use self::metrics::Metrics;
pub use http_service::{HttpError, HttpService};
pub use live::{LiveError, live};
pub use panels::{Panel, panels, reach};
pub use upstream::Upstream;
pub use why::why;

/// The parts of a gateway.
#[derive(Debug, Clone)]
pub struct Gateway {
    /// Where the services are.
    pub upstream: Upstream,
    /// The deadline of a request without one.
    pub deadline: Deadline,
    /// How many requests to `/api/` run concurrently before the next is refused with 503.
    pub max_concurrent: NonZeroUsize,
}

/// What the handlers share.
struct Shared {
    upstream: Upstream,
    deadline: Deadline,
    metrics: Metrics,
}

type App = Arc<Shared>;

impl Gateway {
    /// The routes, with their own metrics.
    pub fn router(self) -> Router {
        let limit = LoadShed::new(self.max_concurrent, overloaded);
        let shared = Arc::new(Shared {
            upstream: self.upstream,
            deadline: self.deadline,
            metrics: Metrics::default(),
        });
        let api = Router::new()
            .route("/aggregate/{pattern}", get(aggregate::aggregate))
            .route("/compare", get(compare::compare))
            .layer(from_fn_with_state(limit, LoadShed::shed));
        let operations = Router::new()
            .route("/health", get(async || Json(json!({ "status": "ok" }))))
            .route("/metrics", get(metrics::metrics))
            .route_layer(from_fn(no_parameters));
        Router::new()
            .nest("/api", api)
            .merge(operations)
            // Without a limit: only the API counts, and a picture takes about 2 ms to compute.
            .merge(page::routes())
            .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "no such path"))
            .method_not_allowed_fallback(async || {
                Refusal::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "every path here takes GET only",
                )
            })
            .with_state(shared)
    }
}

fn overloaded(message: String) -> Refusal {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message)
}

/// A bad query; `what` names the parameter.
fn bad_request(what: &str, why: impl std::fmt::Display) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, format!("{what}: {why}"))
}

//! The four patterns behind HTTP: `cargo run -p pattern-comparison -- serve`.
//!
//! | module | what it answers |
//! |---|---|
//! | [`aggregate`] | one pattern, real requests to the upstream services |
//! | [`compare`] | all four in virtual time |
//! | [`metrics`] | what has been counted, and what still runs |
//! | [`page`] | the page that shows them |
//!
//! A client that disconnects drops its handler, and with it the pattern's future: what happens to
//! the calls then is the pattern's own.

mod aggregate;
mod compare;
mod metrics;
mod page;
mod query;
mod refusal;
mod upstream;

use std::{num::NonZeroUsize, sync::Arc};

use axum::{Json, Router, middleware::from_fn_with_state, routing::get};
use serde_json::json;
use shared_mocks::Latency;
use shared_server::LoadShed;

use self::{metrics::Metrics, refusal::Refusal};
pub use upstream::Upstream;

/// What a gateway is made of.
#[derive(Debug, Clone)]
pub struct Gateway {
    /// Where the services are.
    pub upstream: Upstream,
    /// The deadline of a request that brings none.
    pub deadline: Latency,
    /// How many requests to `/api/` run at once before the next is refused with 503.
    pub max_concurrent: NonZeroUsize,
}

/// What the handlers share.
struct Shared {
    upstream: Upstream,
    deadline: Latency,
    metrics: Metrics,
}

type App = Arc<Shared>;

impl Gateway {
    /// The routes, with metrics of their own.
    pub fn router(self) -> Router {
        let limit = LoadShed::new(self.max_concurrent, Refusal::overloaded);
        let shared = Arc::new(Shared {
            upstream: self.upstream,
            deadline: self.deadline,
            metrics: Metrics::default(),
        });
        let api = Router::new()
            .route("/aggregate/{pattern}", get(aggregate::aggregate))
            .route("/compare", get(compare::compare))
            .layer(from_fn_with_state(limit, LoadShed::shed));
        Router::new()
            .nest("/api", api)
            .route("/health", get(async || Json(json!({ "status": "ok" }))))
            .route("/metrics", get(metrics::metrics))
            // Without a limit: only the API counts, and a picture is some 2 ms of computing.
            .merge(page::routes())
            .fallback(async || Refusal::not_found("no such path".to_owned()))
            .method_not_allowed_fallback(Refusal::method_not_allowed)
            .with_state(shared)
    }
}

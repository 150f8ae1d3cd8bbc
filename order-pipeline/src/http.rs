//! The pipeline behind HTTP.

mod metrics;
mod refusal;

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::{Bytes, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use shared_server::{LoadShed, Refusal, parameters};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use self::{
    metrics::Metrics,
    refusal::{Refused, not_an_order},
};
use crate::{CourierPool, ErrorKind, Order, OrderPipeline, Report};

/// The largest body.
pub const MAX_BODY_BYTES: usize = 16 * 1024;

/// How long a client may take to send its order.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// The application: `POST /order`, `GET /health` and `GET /metrics`.
///
/// At most `max_concurrent` orders run concurrently; the next is refused with 503. A request counts
/// once its body has arrived. When a client disconnects, its order's steps are cancelled: the server
/// drops the handler with the connection, and the pipeline's future with the handler.
///
/// ```
/// use std::{num::NonZeroUsize, time::Duration};
///
/// use order_pipeline::{CourierPool, OrderPipeline, http, steps};
///
/// let pool = CourierPool::new(NonZeroUsize::MIN);
/// let pipeline = OrderPipeline::new(steps::all(pool.clone()), Duration::from_secs(2))?;
/// let router = http::router(pipeline, pool, NonZeroUsize::new(512).expect("not zero"));
/// # let _ = router;
/// # Ok::<(), order_pipeline::NoStepsError>(())
/// ```
pub fn router(
    pipeline: OrderPipeline,
    couriers: CourierPool,
    max_concurrent: NonZeroUsize,
) -> Router {
    let metrics = Metrics::new(pipeline.tracker().clone(), couriers);
    let app = App {
        pipeline,
        metrics: Arc::new(metrics),
        limit: LoadShed::new(max_concurrent, refusal::overloaded),
    };
    let orders = post(order).fallback(async || refusal::method("send an order with POST"));
    Router::new()
        .route("/order", orders)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .route("/health", get(health))
        .route("/metrics", get(metrics_page))
        .method_not_allowed_fallback(async || refusal::method("this path takes GET only"))
        .fallback(async || refusal::path())
        .with_state(app)
}

#[derive(Clone)]
struct App {
    pipeline: OrderPipeline,
    metrics: Arc<Metrics>,
    limit: LoadShed<fn(String) -> Refused>,
}

/// The shape of this server's refusals, for those that [`shared_server::Server`] makes.
pub(crate) fn refused(refusal: Refusal) -> Response {
    Refused::from(refusal).into_response()
}

async fn health(uri: Uri) -> Result<impl IntoResponse, Refused> {
    parameters(&uri, &[])?;
    Ok(Json(json!({ "status": "ok" })))
}

async fn metrics_page(State(app): State<App>, uri: Uri) -> Result<Response, Refused> {
    parameters(&uri, &[])?;
    Ok(app.metrics.response())
}

async fn order(State(app): State<App>, request: Request) -> Response {
    let order = match read(request).await {
        Ok(order) => order,
        Err(refused) => {
            // As Debug writes it: it may quote what the client sent.
            debug!(reason = ?refused.error.message, "refused: not an order");
            app.metrics.count(Some(ErrorKind::BadRequest)).inc();
            return refused.into_response();
        }
    };
    // Held until the report is ready, or the client has left.
    let Some(_place) = app.limit.try_enter() else {
        app.metrics.refused.inc();
        return app.limit.refusal();
    };
    // If the client leaves, this handler is dropped and the order counts as cancelled.
    let count = app.metrics.begin(order.order_id.clone());
    let cancel = CancellationToken::new();
    let report = app.pipeline.process(&cancel, Arc::new(order)).await;
    count.end(report.error_kind());
    report.into_response()
}

/// The order that a request carries.
async fn read(request: Request) -> Result<Order, Refused> {
    parameters(request.uri(), &[])?;
    // A body that announces itself as too large is neither read nor asked for with `100 Continue`.
    if request.body().size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(refusal::too_large());
    }
    let late = |_| not_an_order(format!("the body did not arrive within {BODY_TIMEOUT:?}"));
    let body = timeout(BODY_TIMEOUT, Bytes::from_request(request, &()));
    let body = body
        .await
        .map_err(late)?
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => refusal::too_large(),
            _ => not_an_order(rejection.body_text()),
        })?;
    if body.trim_ascii().is_empty() {
        return Err(not_an_order("the body is empty"));
    }
    Order::from_json(&body).map_err(|error| not_an_order(error.to_string()))
}

impl IntoResponse for Report {
    fn into_response(self) -> Response {
        let status = self.error_kind().map_or(StatusCode::OK, status);
        (status, Json(self)).into_response()
    }
}

/// The kind's status, as axum's type.
fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.http_status()).expect("every status of the table is an HTTP status")
}

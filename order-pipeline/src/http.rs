//! The pipeline behind HTTP.

mod metrics;

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::StatusCode,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Serialize;
use serde_json::json;
use shared_server::LoadShed;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use self::metrics::Metrics;
use crate::{CourierPool, ErrorKind, Order, OrderPipeline, Report, report::Reason};

/// The largest body.
pub const MAX_BODY_BYTES: usize = 16 * 1024;

/// How long a client may take to send its order.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// The application: `POST /order`, `GET /health` and `GET /metrics`.
///
/// At most `max_concurrent` orders run at once; the next is refused with 503. A client that
/// disconnects takes its order's steps with it: the handler is dropped with the connection, and the
/// pipeline's future with the handler.
///
/// ```
/// use std::{num::NonZeroUsize, time::Duration};
///
/// use order_pipeline::{CourierPool, OrderPipeline, http, steps};
///
/// let pool = CourierPool::new(NonZeroUsize::MIN);
/// let steps = vec![steps::payment(), steps::vendor(), steps::courier(pool.clone())];
/// let pipeline = OrderPipeline::new(steps, Duration::from_secs(2))?;
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
    };
    let limit = LoadShed::new(max_concurrent, overloaded);
    let orders = post(order)
        .layer(from_fn_with_state(limit, LoadShed::shed))
        .fallback(method_not_allowed);
    Router::new()
        .route("/order", orders)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .route("/health", get(async || Json(json!({ "status": "ok" }))))
        .route(
            "/metrics",
            get(async |State(app): State<App>| app.metrics.response()),
        )
        .fallback(not_found)
        .with_state(app)
}

#[derive(Clone)]
struct App {
    pipeline: OrderPipeline,
    metrics: Arc<Metrics>,
}

async fn order(State(app): State<App>, request: Request) -> Response {
    let order = match read(request).await {
        Ok(order) => order,
        Err(refused) => {
            app.metrics.count(Some(ErrorKind::BadRequest)).inc();
            return refused.into_response();
        }
    };
    // Counted as cancelled if its client leaves, which drops this handler.
    let count = app.metrics.begin(order.order_id.clone());
    let cancel = CancellationToken::new();
    let report = app.pipeline.process(&cancel, Arc::new(order)).await;
    count.end(report.error_kind());
    report.into_response()
}

/// The order that a request carries.
async fn read(request: Request) -> Result<Order, Refused> {
    let body = timeout(BODY_TIMEOUT, Bytes::from_request(request, &()))
        .await
        .map_err(|_| Refused::order(format!("it did not arrive within {BODY_TIMEOUT:?}")))?
        .map_err(|rejection| match rejection.status() {
            too_large @ StatusCode::PAYLOAD_TOO_LARGE => Refused {
                status: too_large,
                ..Refused::order(format!("an order has at most {MAX_BODY_BYTES} bytes"))
            },
            _ => Refused::order(rejection.body_text()),
        })?;
    Order::from_json(&body).map_err(|error| Refused::order(error.to_string()))
}

impl IntoResponse for Report {
    fn into_response(self) -> Response {
        let status = self.error_kind().map_or(StatusCode::OK, status);
        (status, Json(self)).into_response()
    }
}

/// An answer to what is no order.
struct Refused {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Refused {
    fn order(message: String) -> Self {
        let kind = ErrorKind::BadRequest;
        Self {
            status: status(kind),
            kind: kind.as_str(),
            message,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = RefusalBody {
            status: "error",
            error: Reason {
                kind: self.kind,
                message: self.message,
            },
        };
        (self.status, Json(body)).into_response()
    }
}

/// A report without an order.
#[derive(Serialize)]
struct RefusalBody {
    status: &'static str,
    error: Reason,
}

async fn method_not_allowed() -> Refused {
    Refused {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..Refused::order("an order is sent with POST".to_owned())
    }
}

async fn not_found() -> Refused {
    Refused {
        status: StatusCode::NOT_FOUND,
        kind: "not_found",
        message: "no such path: there are /order, /health and /metrics".to_owned(),
    }
}

fn overloaded(message: String) -> Refused {
    Refused {
        status: StatusCode::SERVICE_UNAVAILABLE,
        kind: "overloaded",
        message,
    }
}

/// The kind's status, as axum's type.
fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.http_status()).expect("the table holds statuses of HTTP")
}

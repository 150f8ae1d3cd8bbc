//! Refusals in the shape of a report: a request that never became an order.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared_server::Refusal;

use super::{MAX_BODY_BYTES, status};
use crate::ErrorKind;

/// A report without an order: `{"status": "error", "error": {"kind", "message"}}`.
#[derive(Debug, Serialize)]
pub(super) struct Refused {
    status: &'static str,
    pub(super) error: Refusal,
}

impl From<Refusal> for Refused {
    fn from(error: Refusal) -> Self {
        let status = "error";
        Self { status, error }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.error.status, Json(self)).into_response()
    }
}

/// The body is not an order.
pub(super) fn not_an_order(message: impl Into<String>) -> Refused {
    Refusal::new(status(ErrorKind::BadRequest), message).into()
}

pub(super) fn too_large() -> Refused {
    let message = format!("an order has at most {MAX_BODY_BYTES} bytes");
    of_kind_bad_request(StatusCode::PAYLOAD_TOO_LARGE, message)
}

pub(super) fn method(message: &str) -> Refused {
    of_kind_bad_request(StatusCode::METHOD_NOT_ALLOWED, message)
}

pub(super) fn path() -> Refused {
    let message = "no such path: there are /order, /health and /metrics";
    Refusal::new(StatusCode::NOT_FOUND, message).into()
}

pub(super) fn overloaded(message: String) -> Refused {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message).into()
}

/// The table of errors has one kind for every request that is not an order.
fn of_kind_bad_request(status: StatusCode, message: impl Into<String>) -> Refused {
    let kind = ErrorKind::BadRequest.as_str();
    let refusal = Refusal::new(status, message);
    Refusal { kind, ..refusal }.into()
}

//! Answers to what is no order.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{MAX_BODY_BYTES, status};
use crate::{ErrorKind, report::Reason};

/// An answer to what is no order.
#[derive(Debug)]
pub(super) struct Refused {
    status: StatusCode,
    kind: &'static str,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn order(message: String) -> Self {
        let kind = ErrorKind::BadRequest;
        Self {
            status: status(kind),
            kind: kind.as_str(),
            message,
        }
    }

    pub(super) fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Self::order(format!("an order has at most {MAX_BODY_BYTES} bytes"))
        }
    }

    pub(super) fn method(message: &str) -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            ..Self::order(message.to_owned())
        }
    }

    pub(super) fn path() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            kind: "not_found",
            message: "no such path: there are /order, /health and /metrics".to_owned(),
        }
    }

    pub(super) fn overloaded(message: String) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "overloaded",
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

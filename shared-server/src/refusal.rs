//! A request that the server does not carry out.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

/// A status, and `{"error": {"kind", "message"}}` as the response's body.
///
/// Serialized it is the inner object, so that a server can put it into a shape of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The HTTP status.
    #[serde(skip)]
    pub status: StatusCode,
    /// A word for programs.
    pub kind: &'static str,
    /// A sentence for people, which names the bad word.
    pub message: String,
}

impl Refusal {
    /// A refusal with the usual `kind` of its status.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let kind = match status {
            StatusCode::BAD_REQUEST => "bad_request",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::MISDIRECTED_REQUEST => "misdirected",
            StatusCode::NOT_IMPLEMENTED => "not_implemented",
            StatusCode::SERVICE_UNAVAILABLE => "overloaded",
            _ => "failed",
        };
        Self {
            status,
            kind,
            message: message.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self }))).into_response()
    }
}

//! One pattern, with real requests to the services.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use pattern_comparison::{Answer, CallError, ErrorKind, ErrorReport, Pattern, Status, UserId};
use serde::Serialize;
use serde_json::Value;
use shared_server::Refusal;
use shared_terminal::error_chain;
use tokio::time::Instant;
use tracing::{info, warn};

use crate::{App, query::Words};

/// The paths of the Go gateway that the patterns come from.
const GO_PATHS: [(&str, Pattern); 3] = [
    ("wg", Pattern::JoinAll),
    ("channel", Pattern::Channels),
    ("channel-with-context-timeout", Pattern::TimeoutHybrid),
];

/// `GET /api/aggregate/{pattern}`
pub(super) async fn aggregate(
    State(app): State<App>,
    pattern: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let pattern = named(pattern)?;
    let words = Words::of(&uri, &["user_id", "scenario", "deadline"])?;
    let user = words.user_id()?;
    let deadline = words.deadline(&app)?;
    let services = app.services(pattern, words.scenario()?)?;

    let started = Instant::now();
    let request = app.metrics.request(pattern);
    let answer = pattern.fetch(&services, &user, deadline.into()).await;
    let after = started.elapsed();
    request.answered(&answer, after);
    log(pattern, &user, &answer, after);
    Ok((
        http_status(&answer),
        Json(Reply::new(pattern, answer, after)),
    )
        .into_response())
}

fn named(pattern: Result<Path<String>, PathRejection>) -> Result<Pattern, Refusal> {
    let Path(word) = pattern.map_err(|error| not_found(error.body_text()))?;
    let in_go = GO_PATHS.into_iter().find(|(path, _)| *path == word);
    match in_go {
        Some((_, pattern)) => Ok(pattern),
        None => word.parse().map_err(|error| not_found(error_chain(&error))),
    }
}

fn not_found(message: String) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, message)
}

/// 200 if the client can use the answer; else 504 if a service timed out, 502 if not.
pub(super) fn http_status(answer: &Answer) -> StatusCode {
    let kinds = || answer.errors.iter().map(|failed| failed.error.kind());
    match answer.status() {
        Status::Complete | Status::Partial => StatusCode::OK,
        Status::Failed if kinds().any(|kind| kind == ErrorKind::Timeout) => {
            StatusCode::GATEWAY_TIMEOUT
        }
        Status::Failed => StatusCode::BAD_GATEWAY,
    }
}

/// The one shape of all patterns' answers.
#[derive(Serialize)]
struct Reply {
    pattern: Pattern,
    status: Status,
    data: BTreeMap<String, Value>,
    errors: Vec<ErrorReport>,
    duration_ms: u128,
}

impl Reply {
    fn new(pattern: Pattern, answer: Answer, after: Duration) -> Self {
        Self {
            pattern,
            status: answer.status(),
            errors: answer.errors.iter().map(ErrorReport::from).collect(),
            data: answer.data,
            duration_ms: after.as_millis(),
        }
    }
}

/// One line for the request, and one for each service that failed.
fn log(pattern: Pattern, user: &UserId, answer: &Answer, after: Duration) {
    let (pattern, duration_ms) = (pattern.name(), after.as_millis());
    for failed in &answer.errors {
        let (service, error) = (failed.service.as_str(), error_chain(&failed.error));
        match failed.error {
            CallError::TimedOut => warn!(pattern, service, user_id = %user, "timed out"),
            CallError::Failed(_) | CallError::Panicked { .. } => {
                warn!(pattern, service, user_id = %user, error, "failed");
            }
        }
    }
    let status = answer.status().as_str();
    info!(pattern, user_id = %user, status, duration_ms, "answered");
}

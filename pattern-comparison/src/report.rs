//! A comparison as JSON: one shape for the command and for HTTP.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use serde_json::Value;
use shared_terminal::error_chain;
use timeline::Call;

use crate::{
    Answer, ErrorKind, ServiceError,
    compare::{Comparison, Outcome, Run, RunStatus},
};

/// [`Comparison`] as JSON. Times are in whole milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    scenario: String,
    deadline_ms: u64,
    patterns: Vec<RunReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct RunReport {
    pattern: &'static str,
    status: RunStatus,
    answer_ms: Option<u64>,
    data: BTreeMap<String, Value>,
    errors: Vec<ErrorReport>,
    calls: Vec<CallReport>,
}

/// [`ServiceError`] as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorReport {
    service: String,
    kind: ErrorKind,
    message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CallReport {
    service: String,
    start_ms: u64,
    end_ms: Option<u64>,
    ending: &'static str,
}

impl From<&Comparison> for Report {
    fn from(comparison: &Comparison) -> Self {
        Self {
            scenario: comparison.selection.to_string(),
            deadline_ms: comparison.deadline.as_millis(),
            patterns: comparison.runs.iter().map(RunReport::from).collect(),
        }
    }
}

impl From<&Run> for RunReport {
    fn from(run: &Run) -> Self {
        let nothing = Answer::default();
        let (answer, after) = match &run.outcome {
            Outcome::Answered { answer, after } => (answer, Some(*after)),
            Outcome::Abandoned { .. } | Outcome::Never { .. } => (&nothing, None),
        };
        Self {
            pattern: run.name,
            status: run.outcome.status(),
            answer_ms: after.map(whole_ms),
            data: answer.data.clone(),
            errors: answer.errors.iter().map(ErrorReport::from).collect(),
            calls: run.calls.iter().map(CallReport::from).collect(),
        }
    }
}

impl From<&ServiceError> for ErrorReport {
    fn from(failed: &ServiceError) -> Self {
        Self {
            service: failed.service.clone(),
            kind: failed.error.kind(),
            message: error_chain(&failed.error),
        }
    }
}

impl From<&Call> for CallReport {
    fn from(call: &Call) -> Self {
        Self {
            service: call.name.clone(),
            start_ms: whole_ms(call.start),
            end_ms: call.end.map(whole_ms),
            ending: call.ending.as_str(),
        }
    }
}

/// A `u64` of milliseconds holds 584 million years.
fn whole_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

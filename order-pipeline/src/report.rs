//! The result of an order, and its JSON.

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::{ErrorKind, OrderError, OrderId, Step};

/// The result of an order: its steps as you registered them, and the error that decided, if any.
#[derive(Debug)]
pub struct Report {
    /// The order.
    pub order_id: OrderId,
    /// Every step, in whatever order they ended.
    pub steps: Vec<StepReport>,
    /// The first error, never one that it caused.
    pub error: Option<OrderError>,
}

impl Report {
    /// The kind of the error, `None` on success.
    #[must_use]
    pub fn error_kind(&self) -> Option<ErrorKind> {
        self.error.as_ref().map(OrderError::kind)
    }
}

/// The result of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// The step's name.
    pub name: &'static str,
    /// How it ended.
    pub status: StepStatus,
    /// From the order's start to the step's end, in whatever way it ended; zero if it never began.
    #[serde(rename = "duration_ms", serialize_with = "whole_ms")]
    pub duration: Duration,
    /// The kind of the step's own error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<ErrorKind>,
}

impl StepReport {
    pub(crate) fn never_begun(step: &Step) -> Self {
        Self {
            name: step.name(),
            status: StepStatus::Cancelled,
            duration: Duration::ZERO,
            detail: None,
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    /// It succeeded.
    Ok,
    /// It failed, and its error decided the order.
    Error,
    /// It was cancelled, or never began, because of something else.
    Cancelled,
}

impl StepStatus {
    /// The word in answers and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The report as the client reads it.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = Body {
            status: if self.error.is_some() { "error" } else { "ok" },
            order_id: self.order_id.as_str(),
            steps: &self.steps,
            error: self.error.as_ref().map(|error| Reason {
                kind: error.kind(),
                message: error.public_message(),
            }),
        };
        body.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    status: &'static str,
    order_id: &'a str,
    steps: &'a [StepReport],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Reason>,
}

#[derive(Serialize)]
struct Reason {
    kind: ErrorKind,
    message: String,
}

fn whole_ms<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u128(duration.as_millis())
}

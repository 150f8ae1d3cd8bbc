//! What became of an order, and its JSON.

use std::time::Duration;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{ErrorKind, OrderError, OrderId, Step};

/// What became of an order: its steps in the order of their registration, and the error that
/// decided, if one did.
#[derive(Debug)]
pub struct Report {
    /// Whose it is.
    pub order_id: OrderId,
    /// Every step, whatever order they ended in.
    pub steps: Vec<StepReport>,
    /// The first error, never one that it caused.
    pub error: Option<OrderError>,
}

impl Report {
    /// The kind of the error, `None` for an order that was carried out.
    #[must_use]
    pub fn error_kind(&self) -> Option<ErrorKind> {
        self.error.as_ref().map(OrderError::kind)
    }
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepReport {
    /// The step's name.
    pub name: &'static str,
    /// How it ended.
    pub status: StepStatus,
    /// From the order's start to the step's end, however it ended; zero if it never began.
    pub duration: Duration,
    /// The kind of the step's own error.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepStatus {
    /// By itself.
    Ok,
    /// With the error that decided the order.
    Error,
    /// Stopped, or never begun, because of something else.
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

impl Serialize for StepStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 4)?;
        let status = if self.error.is_some() { "error" } else { "ok" };
        report.serialize_field("status", status)?;
        report.serialize_field("order_id", self.order_id.as_str())?;
        report.serialize_field("steps", &self.steps)?;
        match &self.error {
            Some(error) => report.serialize_field("error", &Reason::from(error))?,
            None => report.skip_field("error")?,
        }
        report.end()
    }
}

impl Serialize for StepReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut step = serializer.serialize_struct("StepReport", 4)?;
        step.serialize_field("name", self.name)?;
        step.serialize_field("status", &self.status)?;
        step.serialize_field("duration_ms", &self.duration.as_millis())?;
        match self.detail {
            Some(kind) => step.serialize_field("detail", kind.as_str())?,
            None => step.skip_field("detail")?,
        }
        step.end()
    }
}

/// An error as the client reads it.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl From<&OrderError> for Reason {
    fn from(error: &OrderError) -> Self {
        Self {
            kind: error.kind().as_str(),
            message: error.public_message(),
        }
    }
}

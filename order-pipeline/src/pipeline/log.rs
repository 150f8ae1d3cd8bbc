//! What the log tells of an order.

use std::error::Error;

use tracing::{debug, info, warn};

use crate::Report;

/// A line for each step, for whoever looks for one, and a line for the order.
pub(super) fn log(report: &Report) {
    for step in &report.steps {
        let (status, duration_ms) = (step.status.as_str(), step.duration.as_millis());
        debug!(step = step.name, status, duration_ms, "step ended");
    }
    match &report.error {
        None => info!(kind = "ok", "order ended"),
        Some(error) => warn!(
            kind = error.kind().as_str(),
            error = chain(error),
            "order ended"
        ),
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}

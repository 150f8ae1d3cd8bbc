//! What the log says about an order.

use shared_terminal::error_chain;
use tracing::{debug, info, warn};

use crate::Report;

/// One DEBUG line for each step, and one line for the order.
pub(super) fn log(report: &Report) {
    for step in &report.steps {
        let (status, duration_ms) = (step.status.as_str(), step.duration.as_millis());
        debug!(step = step.name, status, duration_ms, "step ended");
    }
    match &report.error {
        None => info!(kind = "ok", "order ended"),
        Some(error) => warn!(
            kind = error.kind().as_str(),
            error = error_chain(error),
            "order ended"
        ),
    }
}

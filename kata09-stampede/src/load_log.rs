//! The event of a load: given, so that your hour goes into the load itself.

use std::fmt::Display;

use tokio::time::Instant;
use tracing::{info, warn};

use crate::GetError;

/// Logs how the load of `key` ended that began at `start`: one event a load.
///
/// `waiters` is the most callers that waited at one time. `None` means that the load was dropped
/// before it ended, because every caller had left.
pub fn log_load<V>(
    key: &impl Display,
    waiters: usize,
    start: Instant,
    answer: Option<&Result<V, GetError>>,
) {
    let elapsed_ms = start.elapsed().as_millis() as u64;
    match answer {
        Some(Ok(_)) => info!(%key, waiters, elapsed_ms, outcome = "ok", "loaded"),
        Some(Err(GetError::Load(error))) => {
            warn!(%key, waiters, elapsed_ms, outcome = "failed", %error, "not loaded");
        }
        Some(Err(_)) => warn!(%key, waiters, elapsed_ms, outcome = "panicked", "not loaded"),
        None => info!(%key, waiters, elapsed_ms, outcome = "abandoned", "not loaded"),
    }
}

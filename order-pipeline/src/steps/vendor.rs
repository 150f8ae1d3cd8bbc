//! Asking the vendor.

use std::sync::Arc;

use super::play;
use crate::{Order, OrderError, Step, StepName};

/// Asks the vendor to prepare the goods; the vendor may be
/// [unavailable](OrderError::VendorUnavailable).
#[must_use]
pub fn vendor() -> Step {
    Step::new(StepName::Vendor.as_str(), async |order: Arc<Order>| {
        play(&order, StepName::Vendor, OrderError::VendorUnavailable).await
    })
}

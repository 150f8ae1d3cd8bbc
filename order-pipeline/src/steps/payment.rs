//! Charging the amount.

use std::sync::Arc;

use super::play;
use crate::{Order, OrderError, Step, StepName};

/// Charges the amount of the order, or is [declined](OrderError::PaymentDeclined).
///
/// Dropped half-way, a real charge would have an unknown outcome: whoever carries this over sends
/// an idempotency key along, so that asking again does not charge again.
#[must_use]
pub fn payment() -> Step {
    Step::new(StepName::Payment.as_str(), async |order: Arc<Order>| {
        play(&order, StepName::Payment, OrderError::PaymentDeclined).await
    })
}

//! Charging the amount.

use std::sync::Arc;

use super::play;
use crate::{Order, OrderError, Step, StepName};

/// Charges the order's amount; the payment may be [declined](OrderError::PaymentDeclined).
///
/// A real charge that you drop half-way has an unknown outcome. Send an idempotency key with it, so
/// that a second request does not charge again.
#[must_use]
pub fn payment() -> Step {
    Step::new(StepName::Payment.as_str(), async |order: Arc<Order>| {
        play(&order, StepName::Payment, OrderError::PaymentDeclined).await
    })
}

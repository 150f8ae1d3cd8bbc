//! Finding a courier.

use std::sync::Arc;

use super::play;
use crate::{CourierPool, Order, OrderError, Step, StepName};

/// Waits for a courier of the pool and keeps it for the delay; there may be
/// [none](OrderError::NoCourier).
///
/// The wait is part of the step, so the order's deadline covers it.
#[must_use]
pub fn courier(pool: CourierPool) -> Step {
    Step::new(StepName::Courier.as_str(), move |order: Arc<Order>| {
        let pool = pool.clone();
        async move {
            // This future owns the permit: however it ends, the courier is free again.
            let _courier = pool.acquire().await;
            play(&order, StepName::Courier, OrderError::NoCourier).await
        }
    })
}

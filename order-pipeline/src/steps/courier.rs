//! Finding somebody to bring it.

use std::sync::Arc;

use super::play;
use crate::{CourierPool, Order, OrderError, Step, StepName};

/// Waits for a courier of the pool and keeps them for the delay, unless there is
/// [none](OrderError::NoCourier).
///
/// The wait is part of the step, so the order's deadline covers it.
#[must_use]
pub fn courier(pool: CourierPool) -> Step {
    Step::new(StepName::Courier.as_str(), move |order: Arc<Order>| {
        let pool = pool.clone();
        async move {
            // Owned by this future: however it ends, the courier is free again.
            let _courier = pool.acquire().await;
            play(&order, StepName::Courier, OrderError::NoCourier).await
        }
    })
}

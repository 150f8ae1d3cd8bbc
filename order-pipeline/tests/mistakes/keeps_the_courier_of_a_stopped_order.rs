//! "I give the courier back at the end of the step." A dropped step never gets there.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{mem::ManuallyDrop, sync::Arc};

    use order_pipeline::{CourierPool, Order, OrderError, Step, StepName};
    use tokio::time::sleep;

    pub(crate) use crate::shell::order_from_json;
    pub(crate) use order_pipeline::OrderPipeline;

    pub(crate) fn courier(pool: CourierPool) -> Step {
        Step::new("courier", move |order: Arc<Order>| {
            let pool = pool.clone();
            async move {
                let courier = ManuallyDrop::new(pool.acquire().await);
                sleep(order.delay_ms.of(StepName::Courier)).await;
                drop(ManuallyDrop::into_inner(courier));
                match order.fail_step {
                    Some(StepName::Courier) => Err(OrderError::NoCourier),
                    _ => Ok(()),
                }
            }
        })
    }
}

//! "The courier has left already, so let the step end." A spawned task is not cancelled with its step.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::sync::Arc;

    use order_pipeline::{CourierPool, Order, OrderError, Step, StepName};
    use tokio::time::sleep;

    pub(crate) use crate::shell::order_from_json;
    pub(crate) use order_pipeline::OrderPipeline;

    pub(crate) fn courier(pool: CourierPool) -> Step {
        Step::new("courier", move |order: Arc<Order>| {
            let pool = pool.clone();
            #[expect(clippy::disallowed_methods, reason = "this is the mistake")]
            async move {
                let work = tokio::spawn(async move {
                    let _courier = pool.acquire().await;
                    sleep(order.delay_ms.of(StepName::Courier)).await;
                    match order.fail_step {
                        Some(StepName::Courier) => Err(OrderError::NoCourier),
                        _ => Ok(()),
                    }
                });
                work.await.expect("the work does not panic")
            }
        })
    }
}

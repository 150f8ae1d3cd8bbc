//! "A deadline for each step's work." The wait for a courier then has none.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{sync::Arc, time::Duration};

    use order_pipeline::{CourierPool, NoStepsError, Order, OrderError, Report, Step, StepName};
    use tokio::time::{sleep, timeout};
    use tokio_util::sync::CancellationToken;

    pub(crate) use crate::shell::order_from_json;

    pub(crate) struct OrderPipeline(order_pipeline::OrderPipeline);

    impl OrderPipeline {
        pub(crate) fn new(steps: Vec<Step>, deadline: Duration) -> Result<Self, NoStepsError> {
            let timed = steps.into_iter().map(|step| match step.name() {
                "courier" => step,
                name => Step::new(name, move |order| within(deadline, step.run(order))),
            });
            order_pipeline::OrderPipeline::new(timed.collect(), Duration::MAX).map(Self)
        }

        pub(crate) async fn process(
            &self,
            cancel: &CancellationToken,
            order: Arc<Order>,
        ) -> Report {
            self.0.process(cancel, order).await
        }
    }

    pub(crate) fn courier(pool: CourierPool) -> Step {
        Step::new("courier", move |order: Arc<Order>| {
            let pool = pool.clone();
            async move {
                let _courier = pool.acquire().await;
                let delay = order.delay_ms.of(StepName::Courier);
                let work = async {
                    sleep(delay).await;
                    Ok(())
                };
                within(Duration::from_secs(2), work).await
            }
        })
    }

    async fn within(
        deadline: Duration,
        work: impl Future<Output = Result<(), OrderError>>,
    ) -> Result<(), OrderError> {
        let late = OrderError::Timeout { after: deadline };
        timeout(deadline, work).await.unwrap_or(Err(late))
    }
}

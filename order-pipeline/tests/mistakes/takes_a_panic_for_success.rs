//! "`Ok(result)` is the only case that can happen." The join error of a panic is ignored.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{sync::Arc, time::Duration};

    use futures::FutureExt;
    use order_pipeline::{NoStepsError, Order, Report, Step};
    use tokio_util::sync::CancellationToken;

    pub(crate) use crate::shell::order_from_json;
    pub(crate) use order_pipeline::steps::courier;

    pub(crate) struct OrderPipeline(order_pipeline::OrderPipeline);

    impl OrderPipeline {
        pub(crate) fn new(steps: Vec<Step>, deadline: Duration) -> Result<Self, NoStepsError> {
            let forgiving = steps.into_iter().map(|step| {
                Step::new(step.name(), move |order| {
                    let work = std::panic::AssertUnwindSafe(step.run(order));
                    async move { work.catch_unwind().await.unwrap_or(Ok(())) }
                })
            });
            order_pipeline::OrderPipeline::new(forgiving.collect(), deadline).map(Self)
        }

        pub(crate) async fn process(
            &self,
            cancel: &CancellationToken,
            order: Arc<Order>,
        ) -> Report {
            self.0.process(cancel, order).await
        }
    }
}

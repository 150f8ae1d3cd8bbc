//! "I push each result as it comes." So the report lists steps by speed, not as registered.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{sync::Arc, time::Duration};

    use order_pipeline::{NoStepsError, Order, Report, Step};
    use tokio_util::sync::CancellationToken;

    pub(crate) use crate::shell::order_from_json;
    pub(crate) use order_pipeline::steps::courier;

    pub(crate) struct OrderPipeline(order_pipeline::OrderPipeline);

    impl OrderPipeline {
        pub(crate) fn new(steps: Vec<Step>, deadline: Duration) -> Result<Self, NoStepsError> {
            order_pipeline::OrderPipeline::new(steps, deadline).map(Self)
        }

        pub(crate) async fn process(
            &self,
            cancel: &CancellationToken,
            order: Arc<Order>,
        ) -> Report {
            let mut report = self.0.process(cancel, order).await;
            report.steps.sort_by_key(|step| step.duration);
            report
        }
    }
}

//! "`select!` will see that the token is cancelled." It will, once the steps have begun.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{future::pending, sync::Arc, time::Duration};

    use order_pipeline::{NoStepsError, Order, Report, Step};
    use tokio::{select, task::yield_now};
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
            let stop = CancellationToken::new();
            let watch = async {
                cancel.cancelled().await;
                yield_now().await;
                stop.cancel();
                pending().await
            };
            select! {
                biased;
                report = self.0.process(&stop, order) => report,
                never = watch => never,
            }
        }
    }
}

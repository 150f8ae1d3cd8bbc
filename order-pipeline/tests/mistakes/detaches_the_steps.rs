//! "`try_join!` cancels the others." It drops their handles, and a dropped handle detaches its task.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::sync::Arc;

    use futures::future::try_join_all;
    use order_pipeline::{Order, OrderError, Report, StepStatus};
    use tokio::{select, time::timeout};
    use tokio_util::sync::CancellationToken;

    pub(crate) use crate::shell::order_from_json;
    use crate::shell::{all_cancelled, pipeline};
    pub(crate) use order_pipeline::steps::courier;

    pipeline!();

    impl OrderPipeline {
        #[expect(clippy::disallowed_methods, reason = "this is the mistake")]
        pub(crate) async fn process(
            &self,
            cancel: &CancellationToken,
            order: Arc<Order>,
        ) -> Report {
            let handles = self.steps.iter().map(|step| {
                let task = tokio::spawn(step.run(Arc::clone(&order)));
                let name = step.name();
                async move {
                    task.await
                        .unwrap_or(Err(OrderError::Panicked { step: name }))
                }
            });
            let mut report = all_cancelled(&order, &self.steps, self.deadline);
            report.error = select! {
                () = cancel.cancelled() => Some(OrderError::Cancelled),
                all = timeout(self.deadline, try_join_all(handles)) => match all {
                    Ok(Ok(_)) => {
                        report.steps.iter_mut().for_each(|step| step.status = StepStatus::Ok);
                        None
                    }
                    Ok(Err(error)) => Some(error),
                    Err(_) => Some(OrderError::Timeout { after: self.deadline }),
                },
            };
            report
        }
    }
}

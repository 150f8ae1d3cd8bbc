//! "Dropping the set aborts the tasks." It only schedules the abort; the tasks end at a later turn.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::sync::Arc;

    use order_pipeline::{Order, OrderError, Report, StepStatus};
    use tokio::{
        select,
        time::{Instant, timeout},
    };
    use tokio_util::sync::CancellationToken;

    pub(crate) use crate::shell::order_from_json;
    use crate::shell::{all_cancelled, note, pipeline, spawn};
    pub(crate) use order_pipeline::steps::courier;

    pipeline!();

    impl OrderPipeline {
        pub(crate) async fn process(
            &self,
            cancel: &CancellationToken,
            order: Arc<Order>,
        ) -> Report {
            let started = Instant::now();
            let mut report = all_cancelled(&order, &self.steps, started.elapsed());
            if cancel.is_cancelled() || self.deadline.is_zero() {
                report.error = Some(match cancel.is_cancelled() {
                    true => OrderError::Cancelled,
                    false => OrderError::Timeout {
                        after: self.deadline,
                    },
                });
                return report;
            }
            let mut tasks = spawn(&self.steps, &order);
            let first_error = async {
                while let Some(ended) = tasks.join_next().await {
                    let Ok((index, took, result)) = ended else {
                        return Some(OrderError::Panicked { step: "a step" });
                    };
                    note(&mut report, index, took, &result);
                    if let Err(error) = result {
                        return Some(error);
                    }
                }
                None
            };
            let error = select! {
                () = cancel.cancelled() => Some(OrderError::Cancelled),
                ended = timeout(self.deadline, first_error) => {
                    ended.unwrap_or(Some(OrderError::Timeout { after: self.deadline }))
                }
            };
            for step in &mut report.steps {
                if step.status == StepStatus::Cancelled {
                    step.duration = started.elapsed();
                }
            }
            report.error = error;
            report
        }
    }
}

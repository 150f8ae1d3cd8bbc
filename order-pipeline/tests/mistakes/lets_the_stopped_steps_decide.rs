//! "I report the error." It reports the last one: the steps that the first error cancelled count too.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::sync::Arc;

    use order_pipeline::{Order, OrderError, Report, StepStatus};
    use tokio::{
        select,
        time::{Instant, sleep},
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
            if cancel.is_cancelled() || self.deadline.is_zero() {
                let mut report = all_cancelled(&order, &self.steps, self.deadline);
                report.error = Some(match cancel.is_cancelled() {
                    true => OrderError::Cancelled,
                    false => OrderError::Timeout {
                        after: self.deadline,
                    },
                });
                return report;
            }
            let started = Instant::now();
            let mut tasks = spawn(&self.steps, &order);
            let mut report = all_cancelled(&order, &self.steps, started.elapsed());
            let deadline = sleep(self.deadline);
            tokio::pin!(deadline);
            loop {
                select! {
                    biased;
                    () = cancel.cancelled(), if !tasks.is_empty() => {
                        report.error = Some(OrderError::Cancelled);
                        break;
                    }
                    ended = tasks.join_next() => match ended {
                        None => break,
                        Some(Ok((index, took, result))) => {
                            note(&mut report, index, took, &result);
                            if let Err(error) = result {
                                report.error = Some(error);
                                tasks.abort_all();
                            }
                        }
                        Some(Err(stopped)) if stopped.is_cancelled() => {
                            report.error = Some(OrderError::Cancelled);
                        }
                        Some(Err(_)) => {
                            report.error = Some(OrderError::Panicked { step: "a step" });
                            tasks.abort_all();
                        }
                    },
                    () = &mut deadline => {
                        report.error = Some(OrderError::Timeout { after: self.deadline });
                        break;
                    }
                }
            }
            tasks.shutdown().await;
            for step in &mut report.steps {
                if step.status == StepStatus::Cancelled {
                    step.duration = started.elapsed();
                }
            }
            report
        }
    }
}

//! What every wrong pipeline has in common, so that each file shows little but its fault.

use std::{sync::Arc, time::Duration};

use order_pipeline::{Order, OrderError, Report, Step, StepReport, StepStatus};
use tokio::{task::JoinSet, time::Instant};

/// The output of a step's task: its index, its time, its result.
pub(crate) type Ended = (usize, Duration, Result<(), OrderError>);

/// A pipeline as the suite makes it.
macro_rules! pipeline {
    () => {
        pub(crate) struct OrderPipeline {
            steps: Vec<order_pipeline::Step>,
            deadline: std::time::Duration,
        }

        impl OrderPipeline {
            pub(crate) fn new(
                steps: Vec<order_pipeline::Step>,
                deadline: std::time::Duration,
            ) -> Result<Self, order_pipeline::NoStepsError> {
                Ok(Self { steps, deadline })
            }
        }
    };
}
pub(crate) use pipeline;

/// Each step in a task.
pub(crate) fn spawn(steps: &[Step], order: &Arc<Order>) -> JoinSet<Ended> {
    let mut tasks = JoinSet::new();
    for (index, step) in steps.iter().enumerate() {
        let work = step.run(Arc::clone(order));
        tasks.spawn(async move {
            let started = Instant::now();
            let result = work.await;
            (index, started.elapsed(), result)
        });
    }
    tasks
}

/// A report in which every step was cancelled after `elapsed`.
pub(crate) fn all_cancelled(order: &Order, steps: &[Step], elapsed: Duration) -> Report {
    let steps = steps.iter().map(|step| StepReport {
        name: step.name(),
        status: StepStatus::Cancelled,
        duration: elapsed,
        detail: None,
    });
    Report {
        order_id: order.order_id.clone(),
        steps: steps.collect(),
        error: None,
    }
}

/// Records how a step ended.
pub(crate) fn note(
    report: &mut Report,
    index: usize,
    took: Duration,
    result: &Result<(), OrderError>,
) {
    let step = &mut report.steps[index];
    step.duration = took;
    step.detail = result.as_ref().err().map(OrderError::kind);
    step.status = match result {
        Ok(()) => StepStatus::Ok,
        Err(_) => StepStatus::Error,
    };
}

/// The right reader.
pub(crate) fn order_from_json(json: &str) -> Result<Order, String> {
    Order::from_json(json.as_bytes()).map_err(|error| error.to_string())
}

//! The state of one order's steps while it is processed.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use shared_terminal::error_chain;
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::Instant,
};
use tracing::{Instrument, Span, debug, instrument::WithSubscriber};

use crate::{ErrorKind, Order, OrderError, Step, StepReport, StepStatus, tracker::Running};

/// The state of one order's steps, kept outside their tasks: an aborted task reports nothing.
#[derive(Debug)]
pub(super) struct Progress {
    /// When the order began.
    started: Instant,
    /// In the order of the steps; empty until the first begins.
    steps: Vec<StepProgress>,
}

#[derive(Debug)]
struct StepProgress {
    name: &'static str,
    task: Id,
    status: StepStatus,
    detail: Option<ErrorKind>,
    /// Set when the task ends, in any way.
    took: Arc<OnceLock<Duration>>,
}

/// Lives in a step's task and ends with it: by return, panic or abort.
struct Stopwatch {
    started: Instant,
    took: Arc<OnceLock<Duration>>,
    _running: Running,
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        // Only this stopwatch sets it.
        let _ = self.took.set(self.started.elapsed());
    }
}

type StepResult = Result<(), OrderError>;

impl Progress {
    pub(super) fn new(started: Instant) -> Self {
        Self {
            started,
            steps: Vec::new(),
        }
    }

    /// Starts one step. Until it ends by itself, it counts as cancelled.
    pub(super) fn spawn(
        &mut self,
        tasks: &mut JoinSet<StepResult>,
        step: &Step,
        order: &Arc<Order>,
        running: Running,
    ) {
        let took = Arc::default();
        let stopwatch = Stopwatch {
            started: self.started,
            took: Arc::clone(&took),
            _running: running,
        };
        let work = step.run(Arc::clone(order));
        let task = async move {
            let _stopwatch = stopwatch;
            work.await
        };
        // A spawned task does not inherit the caller's span and subscriber.
        let task = task.instrument(Span::current()).with_current_subscriber();
        self.steps.push(StepProgress {
            name: step.name(),
            task: tasks.spawn(task).id(),
            status: StepStatus::Cancelled,
            detail: None,
            took,
        });
    }

    /// Waits for the first error, or until every step has ended.
    ///
    /// Cancel safe: each joined result is recorded before the next await.
    pub(super) async fn first_error(
        &mut self,
        tasks: &mut JoinSet<StepResult>,
    ) -> Option<OrderError> {
        while let Some(joined) = tasks.join_next_with_id().await {
            let (step, result) = self.ended(joined);
            match result {
                Ok(()) => step.status = StepStatus::Ok,
                Err(error) => {
                    step.status = StepStatus::Error;
                    step.detail = Some(error.kind());
                    return Some(error);
                }
            }
        }
        None
    }

    /// Aborts the running steps and waits until they have ended. A step that had succeeded by then is
    /// reported as `ok`. One that fails now is too late to decide, and stays cancelled.
    pub(super) async fn stop(&mut self, tasks: &mut JoinSet<StepResult>) {
        tasks.abort_all();
        while let Some(joined) = tasks.join_next_with_id().await {
            if matches!(&joined, Err(error) if error.is_cancelled()) {
                continue;
            }
            let (step, result) = self.ended(joined);
            match result {
                Ok(()) => step.status = StepStatus::Ok,
                Err(error) => {
                    debug!(
                        step = step.name,
                        error = error_chain(&error),
                        "failed too late to decide"
                    );
                }
            }
        }
    }

    /// The step of a joined task, and its result; a panic becomes an error that names the step.
    fn ended(
        &mut self,
        joined: Result<(Id, StepResult), JoinError>,
    ) -> (&mut StepProgress, StepResult) {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let step = self
            .steps
            .iter_mut()
            .find(|step| step.task == id)
            .expect("every task of the set was recorded when it was spawned");
        let result = joined.map_or_else(
            |_| Err(OrderError::Panicked { step: step.name }),
            |(_, result)| result,
        );
        (step, result)
    }

    pub(super) fn report(self, steps: &[Step]) -> Vec<StepReport> {
        if self.steps.is_empty() {
            return steps.iter().map(StepReport::never_begun).collect();
        }
        let reports = self.steps.into_iter().map(|step| StepReport {
            name: step.name,
            status: step.status,
            duration: step.took.get().copied().unwrap_or_default(),
            detail: step.detail,
        });
        reports.collect()
    }
}

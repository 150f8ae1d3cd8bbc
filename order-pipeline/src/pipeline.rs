//! Any list of steps at once, under one deadline; the first error decides.

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::{
    select,
    task::{Id, JoinError, JoinSet},
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span, debug, info, info_span, instrument::WithSubscriber, warn};

use crate::{
    ErrorKind, Order, OrderError, Report, Step, StepReport, StepStatus, Tracker, tracker::Running,
};

/// Carries out orders: all steps of one at once, at most for its deadline.
///
/// It knows steps by their names only; see [`steps`](crate::steps) for those of this application.
#[derive(Debug, Clone)]
pub struct OrderPipeline {
    steps: Vec<Step>,
    deadline: Duration,
    tracker: Tracker,
}

/// A pipeline without steps: every order would be done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pipeline needs a step")]
pub struct NoStepsError;

impl OrderPipeline {
    /// A pipeline of `steps`, which gives each order `deadline`.
    ///
    /// # Errors
    /// If there is no step.
    pub fn new(steps: Vec<Step>, deadline: Duration) -> Result<Self, NoStepsError> {
        if steps.is_empty() {
            return Err(NoStepsError);
        }
        Ok(Self {
            steps,
            deadline,
            tracker: Tracker::default(),
        })
    }

    /// The count of steps that run, over all orders.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// Carries out one order.
    ///
    /// - **Order**: steps as they were registered, whoever was first.
    /// - **The first error decides**, or the deadline, or the cancellation; the other steps are
    ///   stopped, reported as cancelled with the time that they had, and never mask it.
    /// - **A panic** of a step is such an error, of kind `internal`.
    /// - **Nothing runs on**: every step has ended when this returns. One that blocks its thread is
    ///   stopped by nothing, and waited for.
    /// - **No time and no caller**: with a deadline of zero, or a token that is cancelled already,
    ///   no step begins.
    ///
    /// # Cancel safety
    /// Dropping the future stops every step at the runtime's next turn.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    ///
    /// ```
    /// use order_pipeline::{Order, OrderPipeline, StepStatus, steps};
    /// use std::{sync::Arc, time::Duration};
    /// use tokio_util::sync::CancellationToken;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let steps = vec![steps::payment(), steps::vendor()];
    /// let pipeline = OrderPipeline::new(steps, Duration::from_secs(2))?;
    /// let order = Order::from_json(br#"{"order_id": "o-1", "amount": 5, "fail_step": "payment"}"#)?;
    ///
    /// let report = pipeline.process(&CancellationToken::new(), Arc::new(order)).await;
    /// assert_eq!(report.steps[0].status, StepStatus::Error);
    /// assert_eq!(report.steps[1].status, StepStatus::Cancelled);
    /// assert_eq!(report.steps[1].duration, Duration::from_millis(150));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn process(&self, cancel: &CancellationToken, order: Arc<Order>) -> Report {
        // As Debug writes it, so that an id with a line break stays in its line.
        let span = info_span!("order", order_id = ?order.order_id.as_str());
        self.run(cancel, order).instrument(span).await
    }

    async fn run(&self, cancel: &CancellationToken, order: Arc<Order>) -> Report {
        let mut progress = Progress::default();
        let error = if cancel.is_cancelled() {
            Some(OrderError::Cancelled)
        } else if self.deadline.is_zero() {
            Some(self.too_late())
        } else {
            // Owns the steps: dropped with this future, it stops them.
            let mut tasks = JoinSet::new();
            for step in &self.steps {
                progress.spawn(&mut tasks, step, &order, self.tracker.enter());
            }
            let first_error = select! {
                biased;
                () = cancel.cancelled() => Some(OrderError::Cancelled),
                ended = timeout(self.deadline, progress.first_error(&mut tasks)) => {
                    ended.unwrap_or_else(|_| Some(self.too_late()))
                }
            };
            progress.stop(&mut tasks).await;
            first_error
        };
        let report = Report {
            order_id: order.order_id.clone(),
            steps: progress.report(&self.steps),
            error,
        };
        log(&report);
        report
    }

    fn too_late(&self) -> OrderError {
        OrderError::Timeout {
            after: self.deadline,
        }
    }
}

/// What is known of the steps of one order, kept outside their tasks: a task that is stopped tells
/// nothing.
#[derive(Debug, Default)]
struct Progress {
    /// In the order of the steps; empty as long as none has begun.
    steps: Vec<StepProgress>,
}

#[derive(Debug)]
struct StepProgress {
    name: &'static str,
    task: Id,
    status: StepStatus,
    detail: Option<ErrorKind>,
    /// Written when the task ends, in whatever way.
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
        // Nobody else writes it.
        let _ = self.took.set(self.started.elapsed());
    }
}

type StepResult = Result<(), OrderError>;

impl Progress {
    /// Starts one step; until it has ended, it counts as cancelled.
    fn spawn(
        &mut self,
        tasks: &mut JoinSet<StepResult>,
        step: &Step,
        order: &Arc<Order>,
        running: Running,
    ) {
        let took = Arc::default();
        let stopwatch = Stopwatch {
            started: Instant::now(),
            took: Arc::clone(&took),
            _running: running,
        };
        let work = step.run(Arc::clone(order));
        let task = async move {
            let _stopwatch = stopwatch;
            work.await
        };
        // A task has neither the span nor the subscriber of whoever spawned it.
        let task = task.instrument(Span::current()).with_current_subscriber();
        self.steps.push(StepProgress {
            name: step.name(),
            task: tasks.spawn(task).id(),
            status: StepStatus::Cancelled,
            detail: None,
            took,
        });
    }

    /// Waits for the first error, or for the end of all steps.
    ///
    /// Cancel safe: what has been joined has been noted.
    async fn first_error(&mut self, tasks: &mut JoinSet<StepResult>) -> Option<OrderError> {
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

    /// Stops what still runs and waits until it has stopped. A step that had ended well by then is
    /// reported so; one that fails now comes too late to decide, and stays cancelled.
    async fn stop(&mut self, tasks: &mut JoinSet<StepResult>) {
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
                        error = chain(&error),
                        "failed too late to decide"
                    );
                }
            }
        }
    }

    /// Whose task it was, and its result; a panic is an error that names the step.
    fn ended(
        &mut self,
        joined: Result<(Id, StepResult), JoinError>,
    ) -> (&mut StepProgress, StepResult) {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let step = self
            .steps
            .iter_mut()
            .find(|step| step.task == id)
            .expect("every task of the set was noted when it was spawned");
        let result = joined.map_or_else(
            |_| Err(OrderError::Panicked { step: step.name }),
            |(_, result)| result,
        );
        (step, result)
    }

    fn report(self, steps: &[Step]) -> Vec<StepReport> {
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

impl StepReport {
    fn never_begun(step: &Step) -> Self {
        Self {
            name: step.name(),
            status: StepStatus::Cancelled,
            duration: Duration::ZERO,
            detail: None,
        }
    }
}

/// A line for each step, for whoever looks for one, and a line for the order.
fn log(report: &Report) {
    for step in &report.steps {
        let (status, duration_ms) = (step.status.as_str(), step.duration.as_millis());
        debug!(step = step.name, status, duration_ms, "step ended");
    }
    match &report.error {
        None => info!(kind = "ok", "order ended"),
        Some(error) => warn!(
            kind = error.kind().as_str(),
            error = chain(error),
            "order ended"
        ),
    }
}

/// An error and its causes in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}

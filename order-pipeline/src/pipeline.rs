//! Runs a list of steps concurrently, under one deadline; the first error decides.

mod log;
mod progress;

use std::{sync::Arc, time::Duration};

use tokio::{
    select,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use self::{log::log, progress::Progress};
use crate::{Order, OrderError, Report, Step, Tracker};

/// Processes orders: all steps of an order run concurrently, for at most its deadline.
///
/// It knows only the names of its steps; see [`steps`](crate::steps) for those of this application.
#[derive(Debug, Clone)]
pub struct OrderPipeline {
    steps: Vec<Step>,
    deadline: Duration,
    tracker: Tracker,
}

/// A pipeline without steps, which would do nothing for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pipeline needs a step")]
pub struct NoStepsError;

impl OrderPipeline {
    /// A pipeline of `steps` that gives each order `deadline`.
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

    /// Counts the running steps, over all orders.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// Processes one order.
    ///
    /// - **Order**: the report lists the steps as you registered them, in whatever order they ended.
    /// - **The first error decides**, or the deadline, or the cancellation. The other steps are
    ///   cancelled and reported as such, with the time that they had. They never mask the first error.
    /// - **A panic** of a step is such an error, of kind `internal`.
    /// - **Nothing runs on return**: every step has ended. A step that blocks its thread cannot be
    ///   cancelled, so this waits for it.
    /// - **Zero deadline, cancelled token**: with either, no step begins.
    ///
    /// # Cancel safety
    /// Dropping the future drops every step at the runtime's next turn.
    ///
    /// # Panics
    /// Outside a tokio runtime, or in one without time.
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
        // As Debug writes it: an id with a line break stays on one log line.
        let span = info_span!("order", order_id = ?order.order_id.as_str());
        self.run(cancel, order).instrument(span).await
    }

    async fn run(&self, cancel: &CancellationToken, order: Arc<Order>) -> Report {
        // The deadline and every step's duration count from here.
        let started = Instant::now();
        let mut progress = Progress::new(started);
        let error = if cancel.is_cancelled() {
            Some(OrderError::Cancelled)
        } else if self.deadline.is_zero() {
            Some(self.too_late())
        } else {
            // Owns the steps: dropping this future drops the set, and with it the steps.
            let mut tasks = JoinSet::new();
            for step in &self.steps {
                progress.spawn(&mut tasks, step, &order, self.tracker.enter());
            }
            let first_error = select! {
                biased;
                () = cancel.cancelled() => Some(OrderError::Cancelled),
                // tokio takes a deadline beyond its clock as no deadline.
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

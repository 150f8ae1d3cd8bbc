//! Any list of steps at once, under one deadline; the first error decides.

mod log;
mod progress;

use std::{sync::Arc, time::Duration};

use tokio::{
    select,
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use self::{log::log, progress::Progress};
use crate::{Order, OrderError, Report, Step, Tracker};

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
        // As Debug writes it, so that an id with a line break stays in its line.
        let span = info_span!("order", order_id = ?order.order_id.as_str());
        self.run(cancel, order).instrument(span).await
    }

    async fn run(&self, cancel: &CancellationToken, order: Arc<Order>) -> Report {
        // The deadline and every step's time count from here.
        let started = Instant::now();
        let mut progress = Progress::new(started);
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
                ended = timeout_at(self.end(started), progress.first_error(&mut tasks)) => {
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

    /// The deadline of an order, and a time that nobody lives to see for one beyond all clocks.
    fn end(&self, started: Instant) -> Instant {
        const THIRTY_YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
        let end = started.checked_add(self.deadline);
        end.unwrap_or_else(|| started + THIRTY_YEARS)
    }

    fn too_late(&self) -> OrderError {
        OrderError::Timeout {
            after: self.deadline,
        }
    }
}

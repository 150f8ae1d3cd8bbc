//! A named piece of work: all that the pipeline knows about payment, vendor and courier.

use std::{fmt, pin::Pin, sync::Arc};

use crate::{Order, OrderError};

type Work = Pin<Box<dyn Future<Output = Result<(), OrderError>> + Send>>;

/// A step of a pipeline; cloning is cheap.
#[derive(Clone)]
pub struct Step {
    name: &'static str,
    run: Arc<dyn Fn(Arc<Order>) -> Work + Send + Sync>,
}

impl Step {
    /// A step called `name` that runs `run` for each order.
    ///
    /// The pipeline drops the future when another step fails, at the deadline and when the caller
    /// leaves. Work that must not stop half-way needs another owner, such as a queue.
    ///
    /// ```
    /// use order_pipeline::{OrderError, Step};
    ///
    /// let vendor = Step::new("vendor", async |order| match order.amount.get() {
    ///     0..=1_000 => Ok(()),
    ///     _ => Err(OrderError::VendorUnavailable),
    /// });
    /// # assert_eq!(vendor.name(), "vendor");
    /// ```
    pub fn new<F>(name: &'static str, run: impl Fn(Arc<Order>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), OrderError>> + Send + 'static,
    {
        Self {
            name,
            run: Arc::new(move |order| Box::pin(run(order))),
        }
    }

    /// The name in reports and logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The work on one order, not started yet. It owns all that it needs, so you can spawn it.
    ///
    /// # Panics
    /// On poll, if the step panics, even before it has returned its future.
    pub fn run(
        &self,
        order: Arc<Order>,
    ) -> impl Future<Output = Result<(), OrderError>> + Send + use<> {
        let run = Arc::clone(&self.run);
        async move { run(order).await }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Step").field(&self.name).finish()
    }
}

//! The reference. Try `exercise.rs` first: you learn more from your own red tests.
//!
//! No task, no lock, no channel: the two calls are futures inside this one, so whatever drops it,
//! an error, the deadline or the caller, drops them.

use std::{thread, time::Duration};

use tokio::time::{Instant, sleep};
use tokio::{select, try_join};
use tokio_util::sync::CancellationToken;
use tracing::{Dispatch, Level, dispatcher, enabled, info, instrument, warn};
use tracing::{field::display, instrument::WithSubscriber};

use crate::{
    AggregateError, Dashboard, OrderService, ProfileService, Service, ServiceError, UserId,
};

/// Puts a dashboard together from a profile and an order service.
#[derive(Debug)]
pub struct UserAggregator<P, O> {
    profile: P,
    orders: O,
    timeout: Duration,
    subscriber: Option<Dispatch>,
}

/// Builds a [`UserAggregator`]; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct UserAggregatorBuilder<P, O>(UserAggregator<P, O>);

impl<P: ProfileService, O: OrderService> UserAggregatorBuilder<P, O> {
    /// The deadline over a whole call, 1 s unless set; [`Duration::MAX`] is none.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Where the logs go, to whatever is current at the call unless set.
    pub fn subscriber(mut self, subscriber: impl Into<Dispatch>) -> Self {
        self.0.subscriber = Some(subscriber.into());
        self
    }

    /// The aggregator.
    pub fn build(self) -> UserAggregator<P, O> {
        self.0
    }
}

impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
    /// Starts from the two services and the defaults.
    pub fn builder(profile: P, orders: O) -> UserAggregatorBuilder<P, O> {
        UserAggregatorBuilder(Self {
            profile,
            orders,
            timeout: Duration::from_secs(1),
            subscriber: None,
        })
    }

    /// Asks both services at once and combines their answers.
    ///
    /// - **Order**: the first failure is the error; of two at one instant, either.
    /// - **Partial results**: none, it is both answers or an error.
    /// - **Nothing runs on**: every call has ended or is dropped when this returns.
    ///
    /// # Errors
    /// [`AggregateError`], at the very moment of its cause.
    ///
    /// # Cancel safety
    /// Dropping the future drops both calls. So does cancelling `cancel`, which also says so.
    ///
    /// # Panics
    /// With a service's panic; the other call is dropped.
    ///
    /// ```
    /// use kata01_aggregator::{
    ///     OrderService, Orders, Profile, ProfileService, ServiceError, UserId,
    ///     solution::UserAggregator,
    /// };
    /// use tokio_util::sync::CancellationToken;
    ///
    /// struct Alice;
    /// impl ProfileService for Alice {
    ///     async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
    ///         Ok(Profile { name: "Alice".to_owned() })
    ///     }
    /// }
    /// struct Five;
    /// impl OrderService for Five {
    ///     async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
    ///         Ok(Orders { count: 5 })
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), kata01_aggregator::AggregateError> {
    /// let aggregator = UserAggregator::builder(Alice, Five).build();
    /// let dashboard = aggregator.aggregate(&CancellationToken::new(), UserId(7)).await?;
    /// assert_eq!(dashboard.to_string(), "User: Alice | Orders: 5");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn aggregate(
        &self,
        cancel: &CancellationToken,
        user: UserId,
    ) -> Result<Dashboard, AggregateError> {
        // Entered anew at every poll, so the logs keep their way whichever thread polls.
        let current = || dispatcher::get_default(Dispatch::clone);
        let subscriber = self.subscriber.clone().unwrap_or_else(current);
        self.ask_both(cancel, user)
            .with_subscriber(subscriber)
            .await
    }

    #[instrument(name = "aggregate", skip_all, fields(user_id = user.0))]
    async fn ask_both(
        &self,
        cancel: &CancellationToken,
        user: UserId,
    ) -> Result<Dashboard, AggregateError> {
        let calls = async {
            try_join!(
                logged(Service::Profile, self.profile.fetch_profile(user)),
                logged(Service::Orders, self.orders.fetch_orders(user)),
            )
        };
        let result = select! {
            // In this order: whoever has cancelled, or gives no time, wants nobody asked.
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = self.deadline() => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
            both = calls => both,
        };
        // Whichever branch it was, the calls are gone here.
        match &result {
            Ok(_) => info!(outcome = "ok", "aggregated"),
            Err(error) => warn!(outcome = error.outcome(), "not aggregated"),
        }
        result.map(|(profile, orders)| Dashboard {
            user: profile.name,
            orders: orders.count,
        })
    }

    async fn deadline(&self) {
        // A timer of zero is ready at its next tick only.
        if !self.timeout.is_zero() {
            sleep(self.timeout).await;
        }
    }
}

/// A call that logs how it ended, also when it is dropped before it was polled.
fn logged<T>(
    service: Service,
    call: impl Future<Output = Result<T, ServiceError>>,
) -> impl Future<Output = Result<T, AggregateError>> {
    // Nobody listens: nothing is written down.
    let mut log = enabled!(Level::WARN).then(|| CallLog {
        service,
        start: Instant::now(),
        subscriber: dispatcher::get_default(Dispatch::clone),
        ended: None,
    });
    async move {
        let result = call.await;
        if let Some(log) = &mut log {
            log.ended = Some(result.as_ref().map(drop).map_err(ToString::to_string));
        }
        result.map_err(|source| AggregateError::Service { service, source })
    }
}

/// Owned by the call: whatever becomes of the call, its log is dropped with it, and speaks then.
struct CallLog {
    service: Service,
    start: Instant,
    /// A future enters its subscriber when it is polled, not when it is dropped.
    subscriber: Dispatch,
    /// `None` as long as the call is under way: dropped so, it was cancelled.
    ended: Option<Result<(), String>>,
}

impl Drop for CallLog {
    fn drop(&mut self) {
        let service = display(self.service);
        let elapsed_ms = self.start.elapsed().as_millis() as u64;
        dispatcher::with_default(&self.subscriber, || match &self.ended {
            Some(Ok(())) => info!(service, elapsed_ms, outcome = "ok", "call ended"),
            Some(Err(error)) => warn!(service, elapsed_ms, outcome = "failed", error, "call ended"),
            // A panic on its way through is no cancellation.
            None if thread::panicking() => {}
            None => info!(service, elapsed_ms, outcome = "cancelled", "call ended"),
        });
    }
}

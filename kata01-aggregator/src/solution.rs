//! The reference. Solve `exercise.rs` first: your own red tests teach you more.
//!
//! There is no task, no lock and no channel. The two calls are futures inside this one, so whatever
//! drops it (an error, the deadline, the token or the caller) drops them.

use std::time::Duration;

use scopeguard::{ScopeGuard, guard, guard_on_success};
use tokio::{select, time::Instant, time::sleep, try_join};
use tokio_util::sync::CancellationToken;
use tracing::{Dispatch, dispatcher, info, instrument, instrument::WithSubscriber, warn};

use crate::{
    AggregateError, Dashboard, OrderService, ProfileService, Service, ServiceError, UserId,
};

/// Combines a profile and an order service.
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
    /// The deadline over a whole call: 1 s unless you set it, none with [`Duration::MAX`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Where the logs go: to the subscriber that is current at the call, unless you set one.
    pub fn subscriber(mut self, subscriber: impl Into<Dispatch>) -> Self {
        self.0.subscriber = Some(subscriber.into());
        self
    }

    /// Returns the aggregator.
    pub fn build(self) -> UserAggregator<P, O> {
        self.0
    }
}

impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
    /// Takes the two services, and the default of each option.
    pub fn builder(profile: P, orders: O) -> UserAggregatorBuilder<P, O> {
        UserAggregatorBuilder(Self {
            profile,
            orders,
            timeout: Duration::from_secs(1),
            subscriber: None,
        })
    }

    /// Asks both services concurrently and combines their answers.
    ///
    /// - **Order**: the first failure is the error. If both fail at the same instant, it is either.
    /// - **Partial results**: none. You get both answers or an error.
    /// - **On return**, nothing is running: each call has ended or is dropped.
    ///
    /// # Errors
    /// [`AggregateError`], as soon as its cause happens.
    ///
    /// # Cancel safety
    /// Dropping the future drops both calls. Cancelling `cancel` does the same and returns
    /// [`AggregateError::Cancelled`].
    ///
    /// # Panics
    /// If a service panics; the other call is dropped.
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
        let current = || dispatcher::get_default(Dispatch::clone);
        let subscriber = &self.subscriber.clone().unwrap_or_else(current);
        // `with_subscriber` sets it at each poll. A drop is no poll: the guard sets it there.
        let mut call = guard(Box::pin(self.ask_both(cancel, user)), |call| {
            dispatcher::with_default(subscriber, || drop(call));
        });
        call.as_mut().with_subscriber(subscriber.clone()).await
    }

    #[instrument(name = "aggregate", skip_all, fields(user_id = user.0))]
    async fn ask_both(
        &self,
        cancel: &CancellationToken,
        user: UserId,
    ) -> Result<Dashboard, AggregateError> {
        let after = self.timeout;
        let both = async {
            try_join!(
                logged(Service::Profile, self.profile.fetch_profile(user)),
                logged(Service::Orders, self.orders.fetch_orders(user)),
            )
        };
        let deadline = async {
            // A `sleep` of zero ends at the timer's next tick, after the services are asked.
            if !after.is_zero() {
                sleep(after).await;
            }
        };
        let result = select! {
            // Check the token and the deadline first, so a cancelled call never reaches a service.
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = deadline => Err(AggregateError::DeadlineExceeded { after }),
            both = both => both,
        };
        // `select!` has dropped the calls by now, so this event is the last.
        match &result {
            Ok(_) => info!(outcome = "ok"),
            Err(error) => warn!(outcome = error.outcome()),
        }
        let (profile, orders) = result?;
        let (user, orders) = (profile.name, orders.count);
        Ok(Dashboard { user, orders })
    }
}

/// Awaits `call`, and logs how it ended and after how long.
async fn logged<T>(
    service: Service,
    call: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, AggregateError> {
    // A stopped call never reaches its next line, but what it owns is dropped. A panic logs nothing.
    let running = guard_on_success(Instant::now(), |start| {
        info!(%service, elapsed_ms = start.elapsed().as_millis(), outcome = "cancelled");
    });
    let result = call.await;
    let elapsed_ms = ScopeGuard::into_inner(running).elapsed().as_millis();
    match &result {
        Ok(_) => info!(%service, elapsed_ms, outcome = "ok"),
        Err(error) => warn!(%service, elapsed_ms, outcome = "failed", %error),
    }
    result.map_err(|source| AggregateError::Service { service, source })
}

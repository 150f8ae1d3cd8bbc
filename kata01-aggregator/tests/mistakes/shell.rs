//! The right shell around each mistake: fields, builder, span, subscriber, and the right version of
//! each step. A mistake replaces one step.
#![allow(
    dead_code,
    reason = "mistakes and accepted answers each use their own part"
)]

use std::{panic::resume_unwind, sync::Arc, time::Duration};

use kata01_aggregator::{
    AggregateError, Dashboard, OrderService, Orders, Profile, ProfileService, Service,
    ServiceError, UserId,
};
use scopeguard::{ScopeGuard, guard_on_success};
use tokio::{
    select,
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::{
    Dispatch, Instrument, dispatcher, info, info_span, instrument::WithSubscriber, warn,
};

pub(crate) type Answer = Result<Dashboard, AggregateError>;

/// What an aggregator holds. `S` is for what a mistake keeps from one call to the next.
pub(crate) struct Parts<P, O, S = ()> {
    pub(crate) profile: Arc<P>,
    pub(crate) orders: Arc<O>,
    pub(crate) timeout: Duration,
    pub(crate) subscriber: Option<Dispatch>,
    pub(crate) state: S,
}

impl<P: ProfileService, O: OrderService, S> Parts<P, O, S> {
    /// Asks for the profile, and logs how the call ended.
    pub(crate) async fn profile(&self, user: UserId) -> Result<Profile, AggregateError> {
        logged(Service::Profile, self.profile.fetch_profile(user)).await
    }

    /// Asks for the orders, and logs how the call ended.
    pub(crate) async fn orders(&self, user: UserId) -> Result<Orders, AggregateError> {
        logged(Service::Orders, self.orders.fetch_orders(user)).await
    }

    /// Awaits `calls` unless the token or the deadline comes first.
    pub(crate) async fn or_stopped<T>(
        &self,
        cancel: &CancellationToken,
        calls: impl Future<Output = Result<T, AggregateError>>,
    ) -> Result<T, AggregateError> {
        select! {
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = deadline(self.timeout) => Err(self.late()),
            both = calls => both,
        }
    }

    pub(crate) const fn late(&self) -> AggregateError {
        AggregateError::DeadlineExceeded {
            after: self.timeout,
        }
    }

    /// Runs `call` in the span, under the subscriber, and logs the outcome last.
    pub(crate) async fn in_span(&self, user: UserId, call: impl Future<Output = Answer>) -> Answer {
        self.in_span_unclosed(user, closed(call)).await
    }

    /// Runs `call` in the span, under the subscriber, also when it is dropped.
    pub(crate) async fn in_span_unclosed(
        &self,
        user: UserId,
        call: impl Future<Output = Answer>,
    ) -> Answer {
        let current = || dispatcher::get_default(Dispatch::clone);
        let subscriber = self.subscriber.clone().unwrap_or_else(current);
        let subscriber = &subscriber;
        let call = async {
            let span = info_span!("aggregate", user_id = user.0);
            call.instrument(span).await
        };
        let mut call = scopeguard::guard(Box::pin(call), |call| {
            dispatcher::with_default(subscriber, || drop(call));
        });
        call.as_mut().with_subscriber(subscriber.clone()).await
    }
}

/// Logs the outcome of the whole call.
pub(crate) async fn closed(call: impl Future<Output = Answer>) -> Answer {
    let result = call.await;
    match &result {
        Ok(_) => info!(outcome = "ok"),
        Err(error) => warn!(outcome = error.outcome()),
    }
    result
}

pub(crate) fn dashboard((profile, orders): (Profile, Orders)) -> Dashboard {
    Dashboard {
        user: profile.name,
        orders: orders.count,
    }
}

/// A sleep of zero is not ready at its first poll on the real clock.
pub(crate) async fn deadline(timeout: Duration) {
    if !timeout.is_zero() {
        sleep(timeout).await;
    }
}

/// Awaits a call and logs how it ended.
pub(crate) async fn logged<T>(
    service: Service,
    call: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, AggregateError> {
    let running = guard_on_success(Instant::now(), |start| {
        info!(%service, elapsed_ms = start.elapsed().as_millis(), outcome = "cancelled");
    });
    let result = call.await;
    let start = ScopeGuard::into_inner(running);
    log_end(service, start, &result);
    result.map_err(|source| AggregateError::Service { service, source })
}

pub(crate) fn log_end<T>(service: Service, start: Instant, result: &Result<T, ServiceError>) {
    let elapsed_ms = start.elapsed().as_millis();
    match result {
        Ok(_) => info!(%service, elapsed_ms, outcome = "ok"),
        Err(error) => warn!(%service, elapsed_ms, outcome = "failed", %error),
    }
}

/// A spawned task inherits neither span nor subscriber: this hands both over.
pub(crate) fn in_context<F: Future>(task: F) -> impl Future<Output = F::Output> {
    task.in_current_span().with_current_subscriber()
}

/// The answer of a task; its panic is passed on.
pub(crate) async fn flatten<T>(
    task: JoinHandle<Result<T, AggregateError>>,
) -> Result<T, AggregateError> {
    let joined = task.await;
    joined.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))
}

/// Binds `aggregate` of this file to the judge, in the shell.
///
/// `judged!(State)` keeps a `State` from one call to the next. `judged!(core only)` leaves the
/// stretch out, whose tests want a future that is `Send`.
macro_rules! judged {
    () => { $crate::shell::judged!(()); };
    (core only) => { $crate::shell::judged!(@core ()); };
    ($state:ty) => {
        #[path = "../suite/stretch/mod.rs"]
        mod stretch;
        $crate::shell::judged!(@core $state);
    };
    (@core $state:ty) => {
        use crate::support;

        #[path = "../suite/core/mod.rs"]
        mod core;

        /// What this aggregator keeps from one call to the next.
        type Kept = $state;

        mod subject {
            use std::{sync::Arc, time::Duration};

            use kata01_aggregator::{OrderService, ProfileService, UserId};
            use tokio_util::sync::CancellationToken;

            pub(crate) struct UserAggregator<P, O>($crate::shell::Parts<P, O, super::Kept>);

            impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
                pub(crate) fn builder(profile: P, orders: O) -> Self {
                    Self($crate::shell::Parts {
                        profile: Arc::new(profile),
                        orders: Arc::new(orders),
                        timeout: Duration::from_secs(1),
                        subscriber: None,
                        state: Default::default(),
                    })
                }

                pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
                    self.0.timeout = timeout;
                    self
                }

                pub(crate) fn subscriber(mut self, to: impl Into<tracing::Dispatch>) -> Self {
                    self.0.subscriber = Some(to.into());
                    self
                }

                pub(crate) fn build(self) -> Self {
                    self
                }

                pub(crate) async fn aggregate(
                    &self,
                    cancel: &CancellationToken,
                    user: UserId,
                ) -> $crate::shell::Answer {
                    super::aggregate(&self.0, cancel, user).await
                }
            }
        }
    };
}
pub(crate) use judged;

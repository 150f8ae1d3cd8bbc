//! What every aggregator has in common, right or wrong: the builder, and the log of a call.
//!
//! Each file beside this one is then only the idea that it is about.

use std::time::Duration;

use kata01_aggregator::{AggregateError, Dashboard, Orders, Profile, Service, ServiceError};
use tokio::time::{Instant, sleep};
use tracing::{Dispatch, dispatcher, info, warn};

/// The aggregator's fields and builder, without `aggregate`.
macro_rules! shell {
    () => {
        pub(crate) struct UserAggregator<P, O> {
            profile: std::sync::Arc<P>,
            orders: std::sync::Arc<O>,
            timeout: std::time::Duration,
            subscriber: Option<tracing::Dispatch>,
        }

        impl<P, O> UserAggregator<P, O>
        where
            P: kata01_aggregator::ProfileService,
            O: kata01_aggregator::OrderService,
        {
            pub(crate) fn builder(profile: P, orders: O) -> Self {
                Self {
                    profile: std::sync::Arc::new(profile),
                    orders: std::sync::Arc::new(orders),
                    timeout: std::time::Duration::from_secs(1),
                    subscriber: None,
                }
            }

            pub(crate) fn timeout(self, timeout: std::time::Duration) -> Self {
                Self { timeout, ..self }
            }

            pub(crate) fn subscriber(self, subscriber: impl Into<tracing::Dispatch>) -> Self {
                Self {
                    subscriber: Some(subscriber.into()),
                    ..self
                }
            }

            pub(crate) fn build(self) -> Self {
                self
            }

            #[allow(dead_code, reason = "one mistake logs without it")]
            /// Logs what happens inside to the subscriber, in the span of `user`.
            async fn in_span<T>(
                &self,
                user: kata01_aggregator::UserId,
                inside: impl Future<Output = T>,
            ) -> T {
                use tracing::{Instrument, dispatcher, instrument::WithSubscriber};
                let current = || dispatcher::get_default(tracing::Dispatch::clone);
                let subscriber = self.subscriber.clone().unwrap_or_else(current);
                async {
                    let span = tracing::info_span!("aggregate", user_id = user.0);
                    inside.instrument(span).await
                }
                .with_subscriber(subscriber)
                .await
            }
        }
    };
}
pub(crate) use shell;

/// A call that logs how it ended, also when it is dropped.
pub(crate) fn logged<T>(
    service: Service,
    call: impl Future<Output = Result<T, ServiceError>>,
) -> impl Future<Output = Result<T, AggregateError>> {
    let log = CallLog::start(service);
    async move { log.end(call.await) }
}

pub(crate) struct CallLog {
    service: Service,
    start: Instant,
    subscriber: Dispatch,
    open: bool,
}

impl CallLog {
    pub(crate) fn start(service: Service) -> Self {
        Self {
            service,
            start: Instant::now(),
            subscriber: dispatcher::get_default(Dispatch::clone),
            open: true,
        }
    }

    pub(crate) fn end<T>(mut self, result: Result<T, ServiceError>) -> Result<T, AggregateError> {
        self.open = false;
        let service = self.service;
        let (name, elapsed_ms) = (service.to_string(), millis(self.start.elapsed()));
        match &result {
            Ok(_) => info!(service = name, elapsed_ms, outcome = "ok"),
            Err(error) => warn!(service = name, elapsed_ms, outcome = "failed", %error),
        }
        result.map_err(|source| AggregateError::Service { service, source })
    }
}

impl Drop for CallLog {
    fn drop(&mut self) {
        if self.open {
            let (service, elapsed_ms) = (self.service.to_string(), millis(self.start.elapsed()));
            dispatcher::with_default(&self.subscriber, || {
                info!(service, elapsed_ms, outcome = "cancelled");
            });
        }
    }
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).expect("no test runs that long")
}

/// The closing event, and the two answers as one.
pub(crate) fn closed(
    result: Result<(Profile, Orders), AggregateError>,
) -> Result<Dashboard, AggregateError> {
    match &result {
        Ok(_) => info!(outcome = "ok"),
        Err(error) => warn!(outcome = error.outcome()),
    }
    result.map(|(profile, orders)| Dashboard {
        user: profile.name,
        orders: orders.count,
    })
}

/// A timer of zero is ready at its next tick only: without time, there is none to wait for.
pub(crate) async fn deadline(timeout: Duration) {
    if !timeout.is_zero() {
        sleep(timeout).await;
    }
}

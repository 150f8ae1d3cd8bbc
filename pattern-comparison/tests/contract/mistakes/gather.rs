//! The patterns' private helpers, so that a mistake can use the same lines.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use pattern_comparison::{Answer, CallError, ErrorKind, Service, ServiceError, UserId};
use serde_json::Value;

/// The outcomes so far, by service.
pub(crate) type Outcomes = HashMap<String, Result<Value, CallError>>;

/// The work of each task. No mistake is about panics, so their messages are not kept.
pub(crate) fn call<S: Service>(
    service: &Arc<S>,
    user: &UserId,
) -> impl Future<Output = (String, Result<Value, CallError>)> + Send + use<S> {
    let (service, user) = (Arc::clone(service), user.clone());
    async move {
        let outcome = AssertUnwindSafe(service.call(&user)).catch_unwind().await;
        let message = "a panic".to_owned();
        let outcome = outcome.unwrap_or(Err(CallError::Panicked { message }));
        (service.name().to_owned(), outcome)
    }
}

/// Turns outcomes into an answer.
pub(crate) trait Gather {
    /// Every outcome, and a timeout for each service without one.
    fn partial<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self;

    /// Every section, or none: the failure or, without one, the timeouts.
    fn whole<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self;
}

impl Gather for Answer {
    fn partial<S: Service>(services: &[Arc<S>], mut outcomes: Outcomes) -> Self {
        let mut answer = Self::default();
        for service in services.iter().map(|service| service.name().to_owned()) {
            match outcomes
                .remove(&service)
                .unwrap_or(Err(CallError::TimedOut))
            {
                Ok(section) => {
                    answer.data.insert(service, section);
                }
                Err(error) => answer.errors.push(ServiceError { service, error }),
            }
        }
        answer
    }

    fn whole<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self {
        let failed = outcomes.values().any(Result::is_err);
        let mut answer = <Self as Gather>::partial(services, outcomes);
        if failed {
            let late = |error: &CallError| error.kind() == ErrorKind::Timeout;
            answer.errors.retain(|it| !late(&it.error));
        }
        if !answer.errors.is_empty() {
            answer.data.clear();
        }
        answer
    }
}

//! What a pattern returns.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use serde_json::Value;

use crate::{CallError, Service};

/// The outcomes so far, in the order of the services.
#[derive(Debug, Default)]
pub struct Outcomes(Vec<Option<Result<Value, CallError>>>);

impl Outcomes {
    /// No outcome yet from any of `services`.
    #[must_use]
    pub fn none<S>(services: &[Arc<S>]) -> Self {
        Self(services.iter().map(|_| None).collect())
    }

    /// Keeps the outcome of the service at `index`.
    ///
    /// # Panics
    /// If there is no such service.
    pub fn insert(&mut self, index: usize, outcome: Result<Value, CallError>) {
        self.0[index] = Some(outcome);
    }
}

/// The sections that arrived, and an error for each that did not.
#[derive(Debug, Default)]
pub struct Answer {
    /// The sections, by service.
    pub data: BTreeMap<String, Value>,
    /// The errors, in the order of the services.
    pub errors: Vec<ServiceError>,
}

/// A service that returned no section, and why.
#[derive(Debug, thiserror::Error)]
#[error("no section from {service}")]
pub struct ServiceError {
    /// The service's name.
    pub service: String,
    /// What went wrong.
    #[source]
    pub error: CallError,
}

/// How complete an [`Answer`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Every section has arrived.
    Complete,
    /// Some sections have arrived.
    Partial,
    /// No section has arrived.
    Failed,
}

impl Status {
    /// Its name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }
}

impl Answer {
    /// How complete the answer is. An answer without services is complete.
    #[must_use]
    pub fn status(&self) -> Status {
        match (self.errors.is_empty(), self.data.is_empty()) {
            (true, _) => Status::Complete,
            (false, false) => Status::Partial,
            (false, true) => Status::Failed,
        }
    }

    /// Every outcome, and a timeout for each service without one.
    #[must_use]
    pub fn partial<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self {
        let mut answer = Self::default();
        for (service, outcome) in services.iter().zip(outcomes.0) {
            let service = service.name().to_owned();
            match outcome.unwrap_or(Err(CallError::TimedOut)) {
                Ok(section) => drop(answer.data.insert(service, section)),
                Err(error) => answer.errors.push(ServiceError { service, error }),
            }
        }
        answer
    }

    /// Every section, or none: the first failure alone or, without one, the timeouts.
    #[must_use]
    pub fn whole<S: Service>(services: &[Arc<S>], mut outcomes: Outcomes) -> Self {
        // Calls that the failure cancelled did not time out, so they get no error.
        let failed = |outcome: &Option<_>| matches!(outcome, Some(Err(_)));
        if let Some(index) = outcomes.0.iter().position(failed)
            && let Some(Err(error)) = outcomes.0.swap_remove(index)
        {
            let service = services[index].name().to_owned();
            let errors = vec![ServiceError { service, error }];
            return Self {
                errors,
                ..Self::default()
            };
        }
        let mut answer = Self::partial(services, outcomes);
        if !answer.errors.is_empty() {
            answer.data.clear();
        }
        answer
    }
}

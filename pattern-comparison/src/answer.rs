//! What a pattern returns.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

use crate::{CallError, Service};

/// The outcomes so far, by service.
pub(crate) type Outcomes = HashMap<String, Result<Value, CallError>>;

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
    pub(crate) fn partial<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self {
        Self::gather(services.iter().map(|service| service.name()), outcomes)
    }

    /// Every section, or none: the first failure alone or, without one, the timeouts.
    pub(crate) fn whole<S: Service>(services: &[Arc<S>], mut outcomes: Outcomes) -> Self {
        if outcomes.values().any(Result::is_err) {
            // Services that the failure cancelled did not time out, so they get no error.
            outcomes.retain(|_, outcome| outcome.is_err());
            let failed: Vec<String> = outcomes.keys().cloned().collect();
            return Self::gather(failed.iter().map(String::as_str), outcomes);
        }
        let mut answer = Self::partial(services, outcomes);
        if !answer.errors.is_empty() {
            answer.data.clear();
        }
        answer
    }

    fn gather<'a>(services: impl Iterator<Item = &'a str>, mut outcomes: Outcomes) -> Self {
        let mut answer = Self::default();
        for service in services.map(str::to_owned) {
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
}

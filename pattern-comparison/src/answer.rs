//! What a pattern gives back.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

use crate::{CallError, Service};

/// What the services have said so far, by name.
pub(crate) type Outcomes = HashMap<String, Result<Value, CallError>>;

/// The sections that were fetched, and an error for each that was not.
#[derive(Debug, Default)]
pub struct Answer {
    /// The sections, by service.
    pub data: BTreeMap<String, Value>,
    /// The errors, in the order of the services.
    pub errors: Vec<ServiceError>,
}

/// Which service gave no section, and why.
#[derive(Debug, thiserror::Error)]
#[error("no section from {service}")]
pub struct ServiceError {
    /// The service's name.
    pub service: String,
    /// What went wrong.
    #[source]
    pub error: CallError,
}

/// How whole an [`Answer`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Every section is there.
    Complete,
    /// Some sections are there.
    Partial,
    /// No section is there.
    Failed,
}

impl Status {
    /// The word for it, in lower case.
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
    /// How whole the answer is; nothing asked and nothing missing is complete.
    #[must_use]
    pub fn status(&self) -> Status {
        match (self.errors.is_empty(), self.data.is_empty()) {
            (true, _) => Status::Complete,
            (false, false) => Status::Partial,
            (false, true) => Status::Failed,
        }
    }

    /// Everything that was said, and a timeout for each service that has not spoken.
    pub(crate) fn partial<S: Service>(services: &[Arc<S>], outcomes: Outcomes) -> Self {
        Self::gather(services.iter().map(|service| service.name()), outcomes)
    }

    /// Every section, or none: the first failure alone or, if nobody failed, the timeouts.
    pub(crate) fn whole<S: Service>(services: &[Arc<S>], mut outcomes: Outcomes) -> Self {
        if outcomes.values().any(Result::is_err) {
            // Whoever was stopped by the failure did not time out, and is not blamed.
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

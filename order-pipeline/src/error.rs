//! The errors of an order.

mod kind;

use std::{error::Error, time::Duration};

pub use self::kind::ErrorKind;
use self::kind::find;

/// Any error that a step may meet.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why an order failed: one variant for each reaction that you can have.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The customer has to pay in another way.
    #[error("payment declined")]
    PaymentDeclined,
    /// The vendor may accept the order later.
    #[error("vendor unavailable")]
    VendorUnavailable,
    /// No courier is available.
    #[error("no courier")]
    NoCourier,
    /// The deadline of the whole order has passed.
    #[error("not done within {after:?}")]
    Timeout {
        /// The deadline.
        after: Duration,
    },
    /// The caller cancelled the order.
    #[error("cancelled by the caller")]
    Cancelled,
    /// A step panicked: a bug. Look for it in the logs.
    #[error("step {step:?} panicked")]
    Panicked {
        /// The step's name.
        step: &'static str,
    },
    /// An error with its context; its kind is that of the first order error among its sources.
    #[error("{doing}")]
    During {
        /// What the step was doing.
        doing: &'static str,
        /// What went wrong.
        source: BoxError,
    },
}

impl OrderError {
    /// Wraps an error with its context.
    ///
    /// ```
    /// use order_pipeline::{ErrorKind, OrderError};
    ///
    /// let declined = OrderError::during("charging the card", OrderError::PaymentDeclined);
    /// assert_eq!(declined.to_string(), "charging the card");
    /// assert_eq!(declined.kind(), ErrorKind::PaymentDeclined);
    /// ```
    pub fn during(doing: &'static str, source: impl Into<BoxError>) -> Self {
        Self::During {
            doing,
            source: source.into(),
        }
    }

    /// Its row in the [table](ErrorKind).
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::PaymentDeclined => ErrorKind::PaymentDeclined,
            Self::VendorUnavailable => ErrorKind::VendorUnavailable,
            Self::NoCourier => ErrorKind::NoCourier,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Panicked { .. } => ErrorKind::Internal,
            Self::During { source, .. } => ErrorKind::of(source.as_ref()),
        }
    }

    /// The message for clients: that of the error that gave the kind, without its context. The details
    /// of an internal error are for the logs only.
    #[must_use]
    pub fn public_message(&self) -> String {
        match self {
            Self::During { source, .. } => match find(source.as_ref()) {
                Some(inner) => inner.public_message(),
                None => "internal error".to_owned(),
            },
            Self::Panicked { .. } => "internal error".to_owned(),
            own => own.to_string(),
        }
    }
}

//! What can go wrong with an order.

mod kind;

use std::{error::Error, time::Duration};

pub use self::kind::ErrorKind;
use self::kind::find;

/// Any error, as a step may meet it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why an order was not carried out: a variant for each reaction.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The customer has to pay in another way.
    #[error("payment declined")]
    PaymentDeclined,
    /// The vendor may take the order later.
    #[error("vendor unavailable")]
    VendorUnavailable,
    /// Nobody is there to bring it.
    #[error("no courier")]
    NoCourier,
    /// The deadline of the whole order has passed.
    #[error("not done within {after:?}")]
    Timeout {
        /// The deadline.
        after: Duration,
    },
    /// The caller wants it no more.
    #[error("cancelled by the caller")]
    Cancelled,
    /// A step panicked: a bug, to be looked for in the logs.
    #[error("step {step:?} panicked")]
    Panicked {
        /// The step's name.
        step: &'static str,
    },
    /// An error with a word on what was being done; its kind is found through its sources.
    #[error("{doing}")]
    During {
        /// What was being done.
        doing: &'static str,
        /// What came in between.
        source: BoxError,
    },
}

impl OrderError {
    /// Wraps an error with a word on what was being done.
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

    /// Which row of the [table](ErrorKind) it is.
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

    /// What a client may read: the error that gave the kind, and nothing of what wraps it. An
    /// internal error is for the logs.
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

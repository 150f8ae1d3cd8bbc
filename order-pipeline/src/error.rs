//! What can go wrong with an order, and the one table from error to kind to HTTP status.

use std::{error::Error, io, sync::Arc, time::Duration};

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
    While {
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
    /// let declined = OrderError::while_("charging the card", OrderError::PaymentDeclined);
    /// assert_eq!(declined.to_string(), "charging the card");
    /// assert_eq!(declined.kind(), ErrorKind::PaymentDeclined);
    /// ```
    pub fn while_(doing: &'static str, source: impl Into<BoxError>) -> Self {
        Self::While {
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
            Self::While { source, .. } => ErrorKind::of(source.as_ref()),
        }
    }

    /// What a client may read: the error that gave the kind, and nothing of what wraps it. An
    /// internal error is for the logs.
    #[must_use]
    pub fn public_message(&self) -> String {
        match self {
            Self::While { source, .. } => match find(source.as_ref()) {
                Some(inner) => inner.public_message(),
                None => "internal error".to_owned(),
            },
            Self::Panicked { .. } => "internal error".to_owned(),
            own => own.to_string(),
        }
    }
}

/// What an error means to the caller.
///
/// | kind | HTTP | what happened |
/// |---|---|---|
/// | `bad_request` | 400 | the request is no order |
/// | `payment_declined` | 400 | the payment was declined |
/// | `vendor_unavailable` | 503 | the vendor is not available |
/// | `no_courier` | 503 | no courier was found |
/// | `timeout` | 504 | the deadline passed, waiting for a courier included |
/// | `cancelled` | 408 | the caller has cancelled |
/// | `internal` | 500 | a panic in a step, and anything else |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// The request is no order.
    BadRequest,
    /// The payment was declined.
    PaymentDeclined,
    /// The vendor is not available.
    VendorUnavailable,
    /// No courier was found.
    NoCourier,
    /// The deadline passed.
    Timeout,
    /// The caller has cancelled.
    Cancelled,
    /// A panic in a step, and anything else.
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::BadRequest,
        Self::PaymentDeclined,
        Self::VendorUnavailable,
        Self::NoCourier,
        Self::Timeout,
        Self::Cancelled,
        Self::Internal,
    ];

    /// The table's rows.
    const fn row(self) -> (&'static str, u16) {
        match self {
            Self::BadRequest => ("bad_request", 400),
            Self::PaymentDeclined => ("payment_declined", 400),
            Self::VendorUnavailable => ("vendor_unavailable", 503),
            Self::NoCourier => ("no_courier", 503),
            Self::Timeout => ("timeout", 504),
            Self::Cancelled => ("cancelled", 408),
            Self::Internal => ("internal", 500),
        }
    }

    /// The word in answers, logs and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The status of the HTTP answer.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        self.row().1
    }

    /// The kind of the first [`OrderError`] in the chain of sources, `Internal` if there is none.
    ///
    /// ```
    /// use order_pipeline::{ErrorKind, OrderError};
    ///
    /// let wrapped = std::io::Error::other(OrderError::NoCourier);
    /// assert_eq!(ErrorKind::of(&wrapped), ErrorKind::NoCourier);
    /// ```
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        find(error).map_or(Self::Internal, OrderError::kind)
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The first order error in the chain.
///
/// Some wrappers do not name what they hold as their source, but that one's source: a box, an `Arc`
/// and `io::Error` stand in for it, and have to be looked into.
fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a OrderError> {
    let own = error
        .downcast_ref::<OrderError>()
        .or_else(|| Some(error.downcast_ref::<Box<OrderError>>()?))
        .or_else(|| Some(error.downcast_ref::<Arc<OrderError>>()?));
    if own.is_some() {
        return own;
    }
    if let Some(inner) = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return find(inner);
    }
    find(error.source()?)
}

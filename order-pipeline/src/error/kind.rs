//! The one table from error to kind to HTTP status.

use std::{error::Error, fmt, io, sync::Arc};

use serde::Serialize;

use super::OrderError;

/// What an error means to the caller.
///
/// The statuses are in the [table](crate#errors-and-their-answers) of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The request is not an order.
    BadRequest,
    /// The payment was declined.
    PaymentDeclined,
    /// The vendor is not available.
    VendorUnavailable,
    /// No courier was found.
    NoCourier,
    /// The deadline passed.
    Timeout,
    /// The caller cancelled.
    Cancelled,
    /// A step panicked, or anything else.
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

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The first order error in the chain.
///
/// A box, an `Arc` and `io::Error` do not return the error that they hold as their source, but that
/// error's source. So this looks inside them.
pub(super) fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a OrderError> {
    if let Some(own) = held(error) {
        return Some(own);
    }
    if let Some(shared) = error.downcast_ref::<Arc<dyn Error + Send + Sync>>() {
        return find(&**shared);
    }
    if let Some(inner) = held::<io::Error>(error).and_then(io::Error::get_ref) {
        return find(inner);
    }
    find(error.source()?)
}

/// The error itself, or the one inside its box or `Arc`.
fn held<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    error
        .downcast_ref::<E>()
        .or_else(|| Some(error.downcast_ref::<Box<E>>()?))
        .or_else(|| Some(error.downcast_ref::<Arc<E>>()?))
}

//! The types, the two ports and the errors: given, and shared by the exercise and the solution.

use std::{error::Error, fmt, time::Duration};

/// A user's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The answer of the profile service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The user's name.
    pub name: String,
}

/// The answer of the order service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// How many orders there are.
    pub count: u32,
}

/// Both answers in one.
///
/// ```
/// use kata01_aggregator::Dashboard;
///
/// let dashboard = Dashboard { user: "Alice".to_owned(), orders: 5 };
/// assert_eq!(dashboard.to_string(), "User: Alice | Orders: 5");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// The user's name.
    pub user: String,
    /// How many orders there are.
    pub orders: u32,
}

impl fmt::Display for Dashboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User: {} | Orders: {}", self.user, self.orders)
    }
}

/// The error of a service, of any type. It becomes the source of an [`AggregateError`].
pub type ServiceError = Box<dyn Error + Send + Sync>;

/// The port to the profile service.
///
/// Implement `fetch_profile` as a plain `async fn`. The trait spells out the future to make it
/// `Send`. Dropping the future cancels the request.
pub trait ProfileService: Send + Sync + 'static {
    /// Fetches the profile of `user`.
    fn fetch_profile(
        &self,
        user: UserId,
    ) -> impl Future<Output = Result<Profile, ServiceError>> + Send;
}

/// The port to the order service; see [`ProfileService`].
pub trait OrderService: Send + Sync + 'static {
    /// Fetches the orders of `user`.
    fn fetch_orders(
        &self,
        user: UserId,
    ) -> impl Future<Output = Result<Orders, ServiceError>> + Send;
}

/// One of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// The profile service.
    Profile,
    /// The order service.
    Orders,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Profile => "profile",
            Self::Orders => "orders",
        })
    }
}

/// Why there is no [`Dashboard`]: a variant for each way a caller can react.
#[derive(Debug, thiserror::Error)]
pub enum AggregateError {
    /// A service failed; if both did, the first.
    #[error("the {service} service failed")]
    Service {
        /// The service that failed.
        service: Service,
        /// Its own error, unchanged: you can downcast it.
        source: ServiceError,
    },
    /// The deadline passed before both services had answered.
    #[error("deadline exceeded after {after:?}")]
    DeadlineExceeded {
        /// The timeout of the call.
        after: Duration,
    },
    /// The caller cancelled its token.
    #[error("cancelled")]
    Cancelled,
}

impl AggregateError {
    /// The `outcome` of the closing log event.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Service { .. } => "failed",
            Self::DeadlineExceeded { .. } => "deadline_exceeded",
            Self::Cancelled => "cancelled",
        }
    }
}

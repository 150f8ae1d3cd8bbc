//! What the aggregator speaks of: given, and the same for the exercise and the solution.

use std::{error::Error, fmt, time::Duration};

/// A user's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the profile service knows of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The user's name.
    pub name: String,
}

/// What the order service knows of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// How many orders there are.
    pub count: u32,
}

/// Both answers as one.
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

/// Why a service could not answer: its own affair, kept as the source of an [`AggregateError`].
pub type ServiceError = Box<dyn Error + Send + Sync>;

/// The port to the profile service.
///
/// Write an implementation's `fetch_profile` as a plain `async fn`; the trait spells the future out
/// to say that it is `Send`. Whoever drops the future has cancelled the request.
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

/// Which service.
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

/// Why there is no [`Dashboard`]: one variant for each reaction a caller can have.
#[derive(Debug, thiserror::Error)]
pub enum AggregateError {
    /// A service failed, the first of the two to do so.
    #[error("the {service} service failed")]
    Service {
        /// Which one.
        service: Service,
        /// What it said.
        source: ServiceError,
    },
    /// The time was up before both had answered.
    #[error("deadline exceeded after {after:?}")]
    DeadlineExceeded {
        /// The time there was.
        after: Duration,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl AggregateError {
    /// The word that the closing log event gives as its `outcome`.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Service { .. } => "failed",
            Self::DeadlineExceeded { .. } => "deadline_exceeded",
            Self::Cancelled => "cancelled",
        }
    }
}

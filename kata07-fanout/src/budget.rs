//! The port to a budget of requests: one process has its own, or a fleet shares one.

use std::{error::Error, sync::Arc};

use crate::Pace;

/// A budget of requests. [`Pace`] is the budget of one process; the crate `fleet-budget` has one
/// that many processes share.
///
/// Implement `ready` as a plain `async fn`. The trait spells the future out to say that it is `Send`.
///
/// ```
/// use kata07_fanout::{Budget, BudgetError};
///
/// /// No limit at all.
/// struct Unlimited;
///
/// impl Budget for Unlimited {
///     async fn ready(&self) -> Result<(), BudgetError> {
///         Ok(())
///     }
/// }
/// ```
pub trait Budget: Send + Sync + 'static {
    /// Takes one token, as soon as there is one. Send the request when it returns.
    ///
    /// # Errors
    /// [`BudgetError::Unavailable`] if the budget cannot be asked; no token is taken then.
    ///
    /// # Cancel safety
    /// Dropping the future takes no token, unless the implementation says when it does.
    fn ready(&self) -> impl Future<Output = Result<(), BudgetError>> + Send;
}

/// Why a [`Budget`] gives no token.
#[derive(Debug, thiserror::Error)]
pub enum BudgetError {
    /// The server of the budget does not answer.
    #[error("the budget is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

/// A [`Pace`] is always available.
impl Budget for Pace {
    async fn ready(&self) -> Result<(), BudgetError> {
        Pace::ready(self).await;
        Ok(())
    }
}

/// One budget for several clients of a process.
impl<B: Budget> Budget for Arc<B> {
    async fn ready(&self) -> Result<(), BudgetError> {
        B::ready(self).await
    }
}

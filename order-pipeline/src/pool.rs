//! The courier pool: few couriers, shared by all orders.

use std::{num::NonZeroUsize, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A pool of couriers; its clones share them.
///
/// Waiting orders get couriers in the order in which they asked, so none starves. A wait that you
/// drop gives its place in the queue back.
#[derive(Debug, Clone)]
pub struct CourierPool {
    couriers: usize,
    free: Arc<Semaphore>,
}

/// One courier, until you drop it: on return, failure, panic and cancellation alike.
#[derive(Debug)]
#[must_use = "dropping it frees the courier"]
pub struct CourierPermit {
    _permit: OwnedSemaphorePermit,
}

impl CourierPool {
    /// The most couriers that a pool can have.
    pub const MAX: usize = 128;

    /// A pool of `couriers`, all of them free.
    ///
    /// # Panics
    /// With more than 128 couriers ([`CourierPool::MAX`]).
    #[must_use]
    pub fn new(couriers: NonZeroUsize) -> Self {
        let couriers = couriers.get();
        assert!(
            couriers <= Self::MAX,
            "a pool has at most {} couriers, not {couriers}",
            Self::MAX
        );
        Self {
            couriers,
            free: Arc::new(Semaphore::new(couriers)),
        }
    }

    /// Waits for a courier, without a limit: put a deadline around it.
    ///
    /// # Order
    /// First come, first served: a caller that asks while others wait queues behind them, even if a
    /// courier is free at that instant.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the queue, and frees the courier if one was assigned already.
    ///
    /// ```
    /// use order_pipeline::CourierPool;
    /// use std::num::NonZeroUsize;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let pool = CourierPool::new(NonZeroUsize::MIN);
    /// let courier = pool.acquire().await;
    /// assert_eq!(pool.busy(), 1);
    /// drop(courier);
    /// assert_eq!(pool.busy(), 0);
    /// # }
    /// ```
    pub async fn acquire(&self) -> CourierPermit {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        CourierPermit {
            _permit: permit.expect("the semaphore is never closed"),
        }
    }

    /// How many couriers are busy.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.couriers - self.free.available_permits()
    }
}

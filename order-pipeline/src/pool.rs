//! Couriers: few, and shared by all orders.

use std::{num::NonZeroUsize, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A pool of couriers; its clones share them.
///
/// Whoever waits is served in the order of asking, so nobody starves. A wait that is dropped gives
/// its place back.
#[derive(Debug, Clone)]
pub struct CourierPool {
    couriers: usize,
    free: Arc<Semaphore>,
}

/// One courier, until it is dropped: on return, failure, panic and cancellation alike.
#[derive(Debug)]
#[must_use = "dropping it frees the courier"]
pub struct CourierPermit {
    _permit: OwnedSemaphorePermit,
}

impl CourierPool {
    /// The most couriers of a pool.
    pub const MAX: usize = 128;

    /// A pool of `couriers`, all of them free.
    ///
    /// # Panics
    /// Over 128 couriers ([`CourierPool::MAX`]).
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

    /// Waits for a courier, for as long as it takes: put a deadline around it.
    ///
    /// # Order
    /// First come, first served: whoever asks while others wait is behind them, though a courier may
    /// be free in that instant.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the queue, and frees the courier if one was on the way.
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
            _permit: permit.expect("nobody closes the semaphore"),
        }
    }

    /// How many couriers are on their way.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.couriers - self.free.available_permits()
    }
}

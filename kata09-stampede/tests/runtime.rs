//! The reference without a runtime, and with one that goes away under a load.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::{FutureExt, executor::block_on};
use kata09_stampede::{GetError, LoadError, Loader, solution::Cache};
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

struct Prices;

impl Loader<&'static str> for Prices {
    type Value = u32;

    async fn load(&self, product: &&'static str) -> Result<u32, LoadError> {
        match *product {
            "hangs" => std::future::pending().await,
            _ => Ok(299),
        }
    }
}

#[test]
fn a_panic_without_a_runtime_leaves_nothing() {
    let cache = Cache::builder(Prices).build();
    let cancel = CancellationToken::new();
    let outside = catch_unwind(AssertUnwindSafe(|| block_on(cache.get(&cancel, "tea"))));
    assert!(outside.is_err(), "a load needs a runtime");
    let runtime = Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(cache.get(&cancel, "tea")).unwrap(), 299);
    // A hit needs none.
    assert_eq!(block_on(cache.get(&cancel, "tea")).unwrap(), 299);
}

#[test]
fn a_waiter_outlives_the_runtime_of_its_load() {
    let cache = Cache::builder(Prices).build();
    let cancel = CancellationToken::new();
    let first = Builder::new_current_thread().build().unwrap();
    let mut waiter = Box::pin(cache.get(&cancel, "hangs"));
    let pending = first.block_on(async { waiter.as_mut().now_or_never() });
    assert!(pending.is_none(), "{pending:?}");
    // The load's task goes with its runtime.
    drop(first);
    let second = Builder::new_current_thread().build().unwrap();
    let answer = second.block_on(waiter);
    assert!(matches!(answer, Err(GetError::Panicked)), "{answer:?}");
    assert_eq!(second.block_on(cache.get(&cancel, "tea")).unwrap(), 299);
}

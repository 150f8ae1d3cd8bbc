//! Properties of every order and every text.
//!
//! Earlier failures run first: seeds in `proptest-regressions/`, texts in `corpus/`.

mod corpus;
mod dropped;
mod fault;
mod orders;
mod requests;
mod scenario;
mod written;

use std::{sync::Arc, time::Duration};

use order_pipeline::Order;
use proptest::test_runner::{Config, FileFailurePersistence};
use tokio::runtime::Builder;

fn config() -> Config {
    let seeds = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/proptest-regressions/properties.txt"
    );
    Config {
        cases: 256,
        max_shrink_iters: 50_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(seeds))),
        ..Config::default()
    }
}

fn on_virtual_time<T>(test: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let runtime = runtime.expect("there is no I/O to be refused");
    runtime.block_on(test)
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn order(json: &str) -> Arc<Order> {
    Arc::new(Order::from_json(json.as_bytes()).expect("a test writes good orders"))
}

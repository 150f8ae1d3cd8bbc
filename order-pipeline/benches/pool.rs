//! What it costs to wait for a courier, by the size of the pool.
//!
//! **Measures** one acquire and release, on a runtime of two threads, with 256 tasks that want a
//! courier all the time and let the others run once while they have one.
//!
//! **Distorted by** the yield that stands for the courier's way, which is part of every figure; and
//! by whatever else the machine does, which is why contenders take turns.
//!
//! **Baseline**: the same tasks without a pool.
//!
//! ```sh
//! cargo bench -p order-pipeline --bench pool
//! ```

use std::{
    io,
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use order_pipeline::CourierPool;
use shared_bench::{Options, Race};
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
};

const TASKS: u64 = 256;

fn main() -> io::Result<()> {
    let options = Options::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("the system has room for two threads");
    let mut race = Race::new(format!("a courier, {TASKS} want one"))
        .contender("no pool", |times| run(&runtime, None, times));
    for (couriers, words) in [(1, "one courier"), (8, "8 couriers"), (128, "128 couriers")] {
        let pool = CourierPool::new(NonZeroUsize::new(couriers).expect("not zero"));
        let runtime = &runtime;
        race = race.contender(words, move |times| run(runtime, Some(&pool), times));
    }
    if let Some(standings) = race.run(&options) {
        options.show(&standings)?;
    }
    Ok(())
}

fn run(runtime: &Runtime, pool: Option<&CourierPool>, times: u64) -> Duration {
    let each = times.div_ceil(TASKS);
    let took = runtime.block_on(async {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let pool = pool.cloned();
            tasks.spawn(async move {
                for _ in 0..each {
                    let courier = match &pool {
                        Some(pool) => Some(pool.acquire().await),
                        None => None,
                    };
                    yield_now().await;
                    drop(courier);
                }
            });
        }
        tasks.join_all().await;
        start.elapsed()
    });
    took.mul_f64(times as f64 / (each * TASKS) as f64)
}

//! Fifty users at 10 a second and a burst of 20: three seconds, by the wall.
//!
//! **Measures** a whole `fetch_all` on the real clock, over an API that answers at once: 20 requests
//! go together, the other 30 at 10 a second. The tests say this exactly, in virtual time; here is
//! what the timer and the machine make of it.
//!
//! **Distorted by** tokio's timer, which counts milliseconds and rounds up, though it does not add
//! up: governor computes each wait anew. And by a machine too busy to wake who waits.
//!
//! **Baseline**: 3 s, which is (50 - 20) / 10. The goal is to be within 1 %.
//!
//! ```sh
//! cargo bench -p kata07-fanout --bench rate
//! ```

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use bytes::Bytes;
use kata07_fanout::{ApiError, UserId, WidgetApi, solution::FanOutClient};
use shared_bench::Options;
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

const RATE: NonZeroU32 = NonZeroU32::new(10).expect("it is not zero");
const BURST: NonZeroU32 = NonZeroU32::new(20).expect("it is not zero");

fn main() {
    let options = Options::from_args();
    // In a test they fit into the burst, and nobody waits.
    let users: u64 = options.scaled(50, 50, 3);
    let title = format!("{users} users at {RATE}/s, burst {BURST}");
    if !options.wants(&title) {
        return;
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    let paced = users.saturating_sub(u64::from(BURST.get()));
    let expected = Duration::from_secs(paced).div_f64(f64::from(RATE.get()));
    for _ in 0..options.scaled(3, 1, 1) {
        let took = runtime.block_on(fetch_all(users));
        let seconds = (took.as_secs_f64(), expected.as_secs_f64());
        print!("{title}: {:.4} s of {:.1} s", seconds.0, seconds.1);
        match expected.is_zero() {
            true => println!(),
            false => println!(", {:+.2} %", (seconds.0 / seconds.1 - 1.0) * 100.0),
        }
    }
}

async fn fetch_all(users: u64) -> Duration {
    let client = FanOutClient::builder(AtOnce)
        .requests_per_second(RATE)
        .burst(BURST)
        .build();
    let cancel = CancellationToken::new();
    let start = Instant::now();
    let fetched = client.fetch_all(&cancel, (0..users).map(UserId)).await;
    let took = start.elapsed();
    assert_eq!(fetched.map(|all| all.len() as u64).ok(), Some(users));
    took
}

/// An API that has its answer before it is asked.
struct AtOnce;

impl WidgetApi for AtOnce {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        Ok(Bytes::new())
    }
}

//! How long a batch takes, and which limit decides it: the rate, the burst or the calls in flight.
//!
//! **Measures** a whole `fetch_all` of kata 07's reference in virtual time, exact. Group `instant` has
//! an API that answers without delay, so only the rate and the burst count. Group `500 ms` has one that
//! takes 500 ms, so that the cap counts too.
//!
//! **Distorted by** nothing; the code itself takes no time here. That is in `kata07_limiter`.
//!
//! **Baseline**: by hand, (users - burst) / rate, and users / cap times the latency: the longer of the
//! two decides.
//!
//! ```sh
//! cargo bench -p measurements --bench kata07_rate
//! ```

use std::{
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use bytes::Bytes;
use criterion::{SamplingMode, criterion_main};
use kata07_fanout::{ApiError, UserId, WidgetApi, solution::FanOutClient};
use measurements::{PausedClock, VirtualTime, exact};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

criterion_main!(rate);

/// Requests a second, burst, in flight.
type Limits = (u32, u32, usize);

/// The kata's defaults are the second.
const LIMITS: [Limits; 5] = [
    (10, 1, 8),
    (10, 20, 8),
    (10, 20, 1),
    (10, 49, 8),
    (50, 20, 8),
];

fn rate() {
    let mut criterion = exact(VirtualTime);
    for (title, latency) in [("instant", 0), ("500 ms", 500)] {
        let mut group = criterion.benchmark_group(format!("kata 07, 50 users, {title}"));
        group.sampling_mode(SamplingMode::Flat);
        for (rate, burst, in_flight) in LIMITS {
            let name = format!("{rate} a second, burst {burst}, in flight {in_flight}");
            group.bench_function(name, |bencher| {
                let latency = Duration::from_millis(latency);
                let limits = (rate, burst, in_flight);
                bencher
                    .to_async(PausedClock)
                    .iter(|| fetch_all(limits, latency));
            });
        }
        group.finish();
    }
}

async fn fetch_all((rate, burst, in_flight): Limits, latency: Duration) {
    let client = FanOutClient::builder(Slow(latency))
        .requests_per_second(NonZeroU32::new(rate).expect("not zero"))
        .burst(NonZeroU32::new(burst).expect("not zero"))
        .max_in_flight(NonZeroUsize::new(in_flight).expect("not zero"))
        .build();
    let users = (0..50).map(UserId);
    let fetched = client.fetch_all(&CancellationToken::new(), users).await;
    assert_eq!(fetched.expect("the API does not fail").len(), 50);
}

/// An API that answers after so long.
struct Slow(Duration);

impl WidgetApi for Slow {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        if !self.0.is_zero() {
            sleep(self.0).await;
        }
        Ok(Bytes::new())
    }
}

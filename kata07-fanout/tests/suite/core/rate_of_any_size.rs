//! The limits of the builder, whatever they are.

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_except, cap, ended, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c08_uses_an_odd_rate_in_full() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(7))
        .burst(nonzero(2))
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..72))).await;
    fetched(result);
    seen.keeps_the_rate(7, 2);
    // Two at once, and 70 more at seven a second.
    let last = seen.starts()[71];
    moment.promised_that(
        &format!("the last request at 10s; found: {last:?}"),
        (ms(10_000)..=ms(10_001)).contains(&last),
    );
}

/// The same cases in each run, so that a mistake fails the same tests each time.
fn config() -> Config {
    Config {
        cases: 32,
        max_shrink_iters: 64,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..Config::default()
    }
}

#[test]
pub(crate) fn c08_keeps_any_rate_and_cap() {
    let latency = prop::sample::select(vec!["0ms", "1ms", "30ms", "300ms"]);
    let limits = (1_u32..200, 1_u32..30, 1_usize..12, 0_u64..12, latency);
    let kept = TestRunner::new(config()).run(&limits, |limits| {
        keeps(limits);
        Ok(())
    });
    if let Err(broken) = kept {
        panic!("{broken}");
    }
}

/// Sixty users, where the first few stall.
fn keeps((rate, burst, max_in_flight, stalled, latency): (u32, u32, usize, u64, &str)) {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime
        .expect("a runtime without I/O can be built")
        .block_on(async {
            let stalls: Vec<_> = (0..stalled).map(|user| (user, "2s")).collect();
            let (api, seen) = api_except(latency, &stalls);
            let client = FanOutClient::builder(api)
                .requests_per_second(nonzero(rate))
                .burst(nonzero(burst))
                .max_in_flight(cap(max_in_flight))
                .build();
            let cancel = CancellationToken::new();
            let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..60))).await;
            assert_eq!(fetched(result).len(), 60, "users in the map");
            seen.keeps_the_rate(rate, burst);
            let peak = seen.recorder.peak();
            moment.promised_that(
                &format!("at most {max_in_flight} in flight; found: {peak}"),
                peak <= max_in_flight,
            );
        });
}

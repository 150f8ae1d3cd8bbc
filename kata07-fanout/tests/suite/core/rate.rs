//! So many a second, so many at once after a rest: at the API, in every window.

use proptest::{prelude::*, test_runner::Config};
use tokio::{join, runtime::Builder, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_except, cap, ended, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
async fn c04_sends_fifty_in_three_seconds() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..50))).await;
    assert_eq!(result.unwrap().len(), 50);
    seen.keeps_the_window(10, 20);
    let starts = seen.starts();
    assert_eq!(starts[19], ms(0), "the burst goes at once");
    // To the timer's millisecond.
    let last = starts[49];
    assert!(
        (ms(3_000)..=ms(3_001)).contains(&last),
        "promised: the last at 3s; found: {last:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn c05_keeps_the_rate_after_a_stall() {
    // Who takes its token before its permit sends all that it has saved up, when the API recovers.
    let stalled: Vec<_> = (0..8).map(|user| (user, "3s")).collect();
    let (api, seen) = api_except("1ms", &stalled);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..100))).await;
    assert_eq!(result.unwrap().len(), 100);
    seen.keeps_the_window(10, 20);
}

#[tokio::test(start_paused = true)]
async fn c05_keeps_the_rate_when_another_call_has_stalled() {
    // Here the permits are another call's, and the tokens saved up meanwhile are this one's.
    let stalled: Vec<_> = (0..8).map(|user| (user, "3s")).collect();
    let (api, seen) = api_except("1ms", &stalled);
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let late = async {
            sleep(ms(10)).await;
            clone.fetch_all(&cancel, users(8..100)).await
        };
        join!(client.fetch_all(&cancel, users(0..8)), late)
    };
    let ((one, two), _) = ended(&seen, calls).await;
    assert_eq!((one.unwrap().len(), two.unwrap().len()), (8, 92));
    seen.keeps_the_window(10, 20);
}

#[tokio::test(start_paused = true)]
async fn c06_shares_one_budget_among_clones_and_calls() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let (one, two) = join!(
            client.fetch_all(&cancel, users(0..20)),
            clone.fetch_all(&cancel, users(20..40))
        );
        (
            one.unwrap(),
            two.unwrap(),
            client.fetch_all(&cancel, users(40..50)).await.unwrap(),
        )
    };
    let _ = ended(&seen, calls).await;
    assert_eq!(seen.starts().len(), 50);
    seen.keeps_the_window(10, 20);
}

#[tokio::test(start_paused = true)]
async fn c07_rests_and_has_its_burst_again() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(5))
        .burst(nonzero(3))
        .build();
    let cancel = CancellationToken::new();
    let calls = async {
        client.fetch_all(&cancel, users(0..3)).await.unwrap();
        sleep(ms(10_000)).await;
        client.fetch_all(&cancel, users(3..7)).await.unwrap();
    };
    let ((), moment) = ended(&seen, calls).await;
    seen.keeps_the_window(5, 3);
    assert_eq!(
        seen.starts()[3..6],
        [ms(10_000); 3],
        "three at once after a rest"
    );
    moment.promised_at(ms(10_200));
}

proptest! {
    #![proptest_config(Config { cases: 48,
        max_shrink_iters: 64,
        // A judge leaves nothing behind in the repository.
        failure_persistence: None, ..Config::default() })]
    #[test]
    fn c08_keeps_rate_and_cap_whatever_they_are(
        rate in 1_u32..200,
        burst in 1_u32..30,
        max_in_flight in 1_usize..12,
        stalled in 0_u64..12,
        latency in prop::sample::select(vec!["0ms", "1ms", "30ms", "300ms"]),
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("there is no I/O to be refused").block_on(async {
            let stalls: Vec<_> = (0..stalled).map(|user| (user, "2s")).collect();
            let (api, seen) = api_except(latency, &stalls);
            let client = FanOutClient::builder(api)
                .requests_per_second(nonzero(rate))
                .burst(nonzero(burst))
                .max_in_flight(cap(max_in_flight))
                .build();
            let cancel = CancellationToken::new();
            let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..60))).await;
            assert_eq!(result.expect("no request fails").len(), 60);
            seen.keeps_the_window(rate, burst);
            assert!(seen.recorder.peak() <= max_in_flight, "{} in flight", seen.recorder.peak());
        });
    }
}

//! The rate limit, in every window, over all clones and calls.

use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_except, ended, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c04_sends_fifty_in_three_seconds() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..50))).await;
    assert_eq!(fetched(result).len(), 50, "users in the map");
    seen.keeps_the_rate(10, 20);
    let starts = seen.starts();
    moment.promised_that("the burst of 20 goes at once", starts[19] == ms(0));
    // To the timer's millisecond.
    let last = starts[49];
    moment.promised_that(
        &format!("the last request at 3s; found: {last:?}"),
        (ms(3_000)..=ms(3_001)).contains(&last),
    );
}

/// The first eight requests stall for three seconds.
fn stalled() -> Vec<(u64, &'static str)> {
    (0..8).map(|user| (user, "3s")).collect()
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c05_keeps_the_rate_after_a_stall() {
    // Tokens taken before the permits pile up, and go at once when the API recovers.
    let (api, seen) = api_except("1ms", &stalled());
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..100))).await;
    assert_eq!(fetched(result).len(), 100, "users in the map");
    seen.keeps_the_rate(10, 20);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c05_keeps_the_rate_after_anothers_stall() {
    // Here another call holds the permits while this one waits.
    let (api, seen) = api_except("1ms", &stalled());
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
    fetched(one);
    fetched(two);
    seen.sent(100);
    seen.keeps_the_rate(10, 20);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c06_shares_the_rate_among_clones_and_calls() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let (one, two) = join!(
            client.fetch_all(&cancel, users(0..20)),
            clone.fetch_all(&cancel, users(20..40))
        );
        [one, two, client.fetch_all(&cancel, users(40..50)).await]
    };
    let (results, _) = ended(&seen, calls).await;
    for result in results {
        fetched(result);
    }
    seen.sent(50);
    seen.keeps_the_rate(10, 20);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c07_has_its_burst_again_after_a_rest() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(5))
        .burst(nonzero(3))
        .build();
    let cancel = CancellationToken::new();
    let calls = async {
        fetched(client.fetch_all(&cancel, users(0..3)).await);
        sleep(ms(10_000)).await;
        fetched(client.fetch_all(&cancel, users(3..7)).await);
    };
    let ((), moment) = ended(&seen, calls).await;
    seen.keeps_the_rate(5, 3);
    moment.promised_that(
        "three requests at once after a rest of ten seconds",
        seen.starts()[3..6] == [ms(10_000); 3],
    );
    moment.promised_at(ms(10_200));
}

//! The cap: so many requests in flight, and no more, over all clones and calls.

use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_by_user, api_except, cap, ended, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c09_fills_every_place_and_no_more() {
    for max_in_flight in [1, 3, 8, 30] {
        let (api, seen) = api("500ms");
        let client = FanOutClient::builder(api)
            .burst(nonzero(100))
            .max_in_flight(cap(max_in_flight))
            .build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..40))).await;
        assert_eq!(fetched(result).len(), 40, "users in the map");
        seen.peaks_at(max_in_flight);
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c09_refills_a_place_at_once() {
    // Unequal latencies: with a barrier, or with the answers in order, places stay empty.
    let latencies = ["1500ms", "300ms", "20ms", "700ms", "110ms", "300ms", "40ms"];
    let (api, seen) = api_by_user(&latencies);
    let client = FanOutClient::builder(api)
        .burst(nonzero(100))
        .max_in_flight(cap(3))
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..30))).await;
    fetched(result);
    seen.peaks_at(3);
    seen.fills_every_place(3);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c10_has_eight_in_flight_by_default() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    fetched(
        ended(&seen, client.fetch_all(&cancel, users(0..20)))
            .await
            .0,
    );
    seen.peaks_at(8);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c11_shares_the_cap_among_clones_and_calls() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        join!(
            client.fetch_all(&cancel, users(0..10)),
            client.fetch_all(&cancel, users(10..20)),
            clone.fetch_all(&cancel, users(20..30)),
        )
    };
    let ((one, two, three), _) = ended(&seen, calls).await;
    for result in [one, two, three] {
        fetched(result);
    }
    seen.sent(30);
    seen.peaks_at(8);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c11_returns_with_its_last_answer() {
    let (api, seen) = api_except("50ms", &[(1, "hang")]);
    let client = FanOutClient::builder(api).max_in_flight(cap(1)).build();
    let cancel = CancellationToken::new();
    // The other call is next to get the only permit, and keeps it.
    let other = async {
        sleep(ms(10)).await;
        client.fetch_all(&cancel, users(1..2)).await
    };
    tokio::select! {
        result = other => panic!("promised: to wait for the answer; found: {result:?}"),
        (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))) => {
            assert_eq!(fetched(result).len(), 1, "users in the map");
            moment.promised_at(ms(50));
        }
    }
}

//! A slow reader: requests that have started go on, and other calls do not notice.

use bytes::Bytes;
use futures::StreamExt;
use kata07_fanout::{ApiError, UserId, WidgetApi};
use shared_judge::{Moment, watched};
use tokio::{
    join,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    stream::answer,
    subject::FanOutClient,
    support::{api, cap, ended, fetched, ms, nonzero, users, widgets},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s14_goes_on_without_a_reader() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).burst(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    answer(ended(&seen, answers.next()).await.0);
    sleep(ms(5_000)).await;
    let sent = seen.starts().len();
    Moment::of(&seen.recorder, "the reader was away for 5s").promised_that(
        &format!("eight requests are sent; found: {sent}"),
        sent >= 8,
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s14_leaves_the_permits_to_other_calls() {
    let (api, seen) = api("50ms");
    let client = FanOutClient::builder(api).max_in_flight(cap(1)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(2..3));
    // It waits for the only permit, and still waits when its reader has left.
    let reads_for_a_while = async {
        sleep(ms(10)).await;
        let read = timeout(ms(10), answers.next()).await;
        assert!(
            read.is_err(),
            "promised: to wait for a permit; found: {read:?}"
        );
    };
    let calls = async { join!(client.fetch_all(&cancel, users(0..2)), reads_for_a_while).0 };
    let (result, _) = ended(&seen, calls).await;
    assert_eq!(fetched(result).len(), 2, "users in the map");
}

/// An API with its own time limit for each request, as an HTTP client has.
struct Impatient;

impl WidgetApi for Impatient {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let after = ms(150);
        // User 0 is quick, so the reader is away while the others are half-way.
        let steps = if user.0 == 0 { 1 } else { 3 };
        let answer = async {
            for _ in 0..steps {
                sleep(ms(30)).await;
            }
        };
        match timeout(after, answer).await {
            Ok(()) => Ok(widgets(user, 1)),
            Err(_) => Err(ApiError::TimedOut { after }),
        }
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s14_charges_no_request_for_a_slow_reader() {
    let client = FanOutClient::builder(Impatient)
        .max_in_flight(cap(4))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..8));
    for _ in 0..8 {
        // The API is always in time. Only the reader is slow.
        let next = watched(timeout(ms(3_600_000), answers.next())).await;
        answer(next.unwrap_or_else(|_| panic!("promised: an answer; found: none in an hour")));
        sleep(ms(400)).await;
    }
}

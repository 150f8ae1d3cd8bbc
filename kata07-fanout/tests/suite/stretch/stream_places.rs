//! The stream keeps the limits of the client, and holds no more answers than there are places.

use futures::StreamExt;
use shared_judge::Moment;
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    stream::answer,
    subject::FanOutClient,
    support::{api, cap, ended, endless, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s13_shares_the_limits_with_every_other_call() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let one = client.fetch_stream(&cancel, users(0..20));
        let two = clone.fetch_stream(&cancel, users(20..40));
        join!(one.collect::<Vec<_>>(), two.collect::<Vec<_>>())
    };
    let ((one, two), _) = ended(&seen, calls).await;
    for answers in [one, two] {
        let answers = answers.into_iter().map(fetched).count();
        assert!(answers == 20, "promised: 20 answers; found: {answers}");
    }
    seen.peaks_at(8);
    seen.keeps_the_rate(10, 20);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s13_counts_unread_answers_as_places() {
    let (api, seen) = api("1ms");
    let client = FanOutClient::builder(api)
        .max_in_flight(cap(4))
        .burst(nonzero(1_000))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    for read in 1..=10 {
        answer(ended(&seen, answers.next()).await.0);
        sleep(ms(1_000)).await;
        let sent = seen.starts().len();
        Moment::of(&seen.recorder, "the reader was slow").promised_that(
            &format!(
                "at most {} requests for {read} answers read and 4 places; found: {sent}",
                read + 8
            ),
            sent <= read + 8,
        );
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s13_starts_a_request_when_a_place_is_free() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).burst(nonzero(1_000)).build();
    let cancel = CancellationToken::new();
    // An input without an end, of which you want a hundred.
    let hundred = client.fetch_stream(&cancel, endless()).take(100);
    let (answers, _) = ended(&seen, hundred.collect::<Vec<_>>()).await;
    let answers = answers.into_iter().map(fetched).count();
    let sent = seen.starts().len();
    assert!(
        answers == 100 && sent <= 108,
        "promised: 100 answers for at most 108 requests; found: {answers} for {sent}"
    );
}

//! Each answer as it comes.

use std::time::Duration;

use futures::StreamExt;
use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api, api_except, cap, ended, ms, nonzero, users, widgets},
};

#[tokio::test(start_paused = true)]
async fn s10_yields_the_answers_as_they_come() {
    let (api, seen) = api_except("50ms", &[(0, "90ms"), (1, "10ms"), (2, "70ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let answers = client
        .fetch_stream(&cancel, users(0..4))
        .map(Result::unwrap)
        .collect::<Vec<_>>();
    let (answers, _) = ended(&seen, answers).await;
    let order: Vec<_> = answers.iter().map(|(user, _)| user.0).collect();
    assert_eq!(order, [1, 3, 2, 0]);
    assert!(
        answers.iter().all(|(user, found)| *found == widgets(*user)),
        "{answers:?}"
    );
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn s11_fetches_a_user_as_often_as_given() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let twice = [1, 1, 2].map(UserId);
    let (answers, _) = ended(
        &seen,
        client.fetch_stream(&cancel, twice).collect::<Vec<_>>(),
    )
    .await;
    assert_eq!(answers.len(), 3);
    assert_eq!(seen.starts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn s12_ends_after_the_first_error() {
    let (api, seen) = api_except("10s", &[(0, "10ms"), (3, "40ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert!(matches!(first, Some(Ok((UserId(0), _)))), "{first:?}");
    let (second, moment) = ended(&seen, answers.next()).await;
    moment.promised_at(ms(40));
    let failed = matches!(
        second,
        Some(Err(FetchError::Api {
            user: UserId(3),
            ..
        }))
    );
    assert!(failed, "{second:?}");
    moment.promised_that("that nothing runs on", seen.probe.running() == 0);
    assert_eq!(alive_tasks(), 0, "nothing runs on");
    // Cancelled or not, it is over.
    cancel.cancel();
    let (third, _) = ended(&seen, answers.next()).await;
    assert!(third.is_none(), "{third:?}");
}

#[tokio::test(start_paused = true)]
async fn s13_begins_no_more_than_there_is_room_for() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).burst(nonzero(1_000)).build();
    let cancel = CancellationToken::new();
    // An endless input, of which somebody wants a hundred.
    let endless = client.fetch_stream(&cancel, (0..).map(UserId)).take(100);
    let (answers, _) = ended(&seen, endless.collect::<Vec<_>>()).await;
    assert_eq!(answers.len(), 100);
    assert!(
        seen.starts().len() <= 108,
        "{} requests for 100 answers",
        seen.starts().len()
    );
}

/// An API with a deadline of its own for each request, as an HTTP client has.
struct Impatient;

impl WidgetApi for Impatient {
    async fn fetch_widgets(&self, user: UserId) -> Result<bytes::Bytes, ApiError> {
        let after = ms(150);
        let answer = async {
            for _ in 0..3 {
                sleep(ms(30)).await;
            }
        };
        match timeout(after, answer).await {
            Ok(()) => Ok(widgets(user)),
            Err(_) => Err(ApiError::TimedOut { after }),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s14_does_not_charge_a_request_for_a_slow_reader() {
    let client = FanOutClient::builder(Impatient)
        .max_in_flight(cap(4))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..8));
    let mut fetched = 0;
    while let Some(answer) = timeout(Duration::from_secs(3_600), answers.next())
        .await
        .unwrap()
    {
        assert!(
            answer.is_ok(),
            "the API was in time, and its reader was not: {answer:?}"
        );
        fetched += 1;
        sleep(ms(400)).await;
    }
    assert_eq!(fetched, 8);
}

//! Each answer as it comes.

use std::time::Duration;

use futures::StreamExt;
use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api, api_except, cap, ended, endless, ms, nonzero, users, widgets},
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
    moment.promised_that("that nothing runs on", seen.recorder.running() == 0);
    assert_eq!(alive_tasks(), 0, "nothing runs on");
    // Cancelled or not, it is over.
    cancel.cancel();
    let (third, _) = ended(&seen, answers.next()).await;
    assert!(third.is_none(), "{third:?}");
}

#[tokio::test(start_paused = true)]
async fn s12_hears_the_token_and_sends_nothing_more() {
    let (api, seen) = api_except("hang", &[(0, "0ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert!(matches!(first, Some(Ok(_))), "{first:?}");
    let cancels = async {
        sleep(ms(70)).await;
        cancel.cancel();
    };
    let ((second, moment), ()) = tokio::join!(ended(&seen, answers.next()), cancels);
    moment.promised_at(ms(70));
    assert!(
        matches!(second, Some(Err(FetchError::Cancelled))),
        "{second:?}"
    );
    assert!(answers.next().await.is_none(), "it is over");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn s12_sends_nothing_after_a_cancellation_that_nobody_reads() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(10))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert!(matches!(first, Some(Ok(_))), "{first:?}");
    cancel.cancel();
    let sent = seen.starts().len();
    sleep(ms(60_000)).await;
    assert_eq!(
        seen.starts().len(),
        sent,
        "requests sent after the cancellation"
    );
}

#[tokio::test(start_paused = true)]
async fn s12_sends_nothing_after_an_error_that_nobody_reads() {
    let (api, seen) = api_except("0ms", &[(1, "50ms:fail")]);
    let client = FanOutClient::builder(api).burst(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert!(matches!(first, Some(Ok((UserId(0), _)))), "{first:?}");
    // It fails in the meantime, before there is a token for anybody else.
    sleep(ms(60_000)).await;
    let sent = seen.starts();
    assert!(
        sent.len() <= 2 && sent.iter().all(Duration::is_zero),
        "requests sent after the error, at {sent:?}"
    );
    let (second, _) = ended(&seen, answers.next()).await;
    assert!(
        matches!(second, Some(Err(FetchError::Api { .. }))),
        "{second:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s13_shares_cap_and_budget_with_every_other_call() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let one = client
            .fetch_stream(&cancel, users(0..20))
            .collect::<Vec<_>>();
        let two = clone
            .fetch_stream(&cancel, users(20..40))
            .collect::<Vec<_>>();
        tokio::join!(one, two)
    };
    let ((one, two), _) = ended(&seen, calls).await;
    assert_eq!((one.len(), two.len()), (20, 20));
    assert_eq!(seen.recorder.peak(), 8);
    seen.keeps_the_window(10, 20);
}

#[tokio::test(start_paused = true)]
async fn s13_counts_unread_answers_as_taking_room() {
    let (api, seen) = api("1ms");
    let client = FanOutClient::builder(api)
        .max_in_flight(cap(4))
        .burst(nonzero(1_000))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    for read in 1..=10 {
        assert!(matches!(ended(&seen, answers.next()).await.0, Some(Ok(_))));
        sleep(ms(1_000)).await;
        let sent = seen.starts().len();
        assert!(
            sent <= read + 8,
            "{sent} requests sent for {read} answers read"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn s14_goes_on_with_what_it_has_begun_while_nobody_reads() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).burst(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    assert!(matches!(ended(&seen, answers.next()).await.0, Some(Ok(_))));
    sleep(ms(5_000)).await;
    let sent = seen.starts().len();
    assert!(sent >= 8, "{sent} of eight requests sent in five seconds");
}

#[tokio::test(start_paused = true)]
async fn s13_begins_no_more_than_there_is_room_for() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).burst(nonzero(1_000)).build();
    let cancel = CancellationToken::new();
    // An endless input, of which somebody wants a hundred.
    let endless = client.fetch_stream(&cancel, endless()).take(100);
    let (answers, _) = ended(&seen, endless.collect::<Vec<_>>()).await;
    assert_eq!(answers.len(), 100);
    assert!(
        seen.starts().len() <= 108,
        "{} requests for 100 answers",
        seen.starts().len()
    );
}

#[tokio::test(start_paused = true)]
async fn s14_keeps_no_permit_from_others_while_nobody_reads() {
    let (api, seen) = api("50ms");
    let client = FanOutClient::builder(api).max_in_flight(cap(1)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(2..3));
    // It waits in line for the only permit, and is still in line when its reader has gone.
    let reads_for_a_while = async {
        sleep(ms(10)).await;
        let read = timeout(ms(10), answers.next()).await;
        assert!(read.is_err(), "another call has the permit: {read:?}");
    };
    let calls = async { tokio::join!(client.fetch_all(&cancel, users(0..2)), reads_for_a_while).0 };
    let (result, _) = ended(&seen, calls).await;
    assert_eq!(result.unwrap().len(), 2);
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

//! What a request keeps, pays and listens to while it pauses.

use std::time::Duration;

use kata07_fanout::UserId;
use shared_mocks::Behaviour;
use tokio::join;
use tokio_util::sync::CancellationToken;

use super::{
    helpers::{ANSWER, FAIL, fails_first},
    subject::FanOutClient,
    support::{
        ScriptedApi, Seen, assert_cancelled, assert_failed, cancel_at, cap, ended, fetched, ms,
        nonzero, scripted, status, users,
    },
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s8_pays_a_token_for_each_attempt() {
    let (api, seen) = fails_first(2, || status(503, Some(Duration::ZERO)));
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(5))
        .burst(nonzero(4))
        .max_attempts(nonzero(3))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    fetched(
        ended(&seen, client.fetch_all(&cancel, users(0..10)))
            .await
            .0,
    );
    seen.sent(30);
    seen.keeps_the_rate(5, 4);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s8_keeps_the_rate_after_a_pause() {
    let pause = Some(Duration::from_secs(10));
    let (api, seen) = scripted(move |user, attempt| match attempt {
        1 if user.0 < 8 => (FAIL, Some(status(429, pause))),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    fetched(
        ended(&seen, client.fetch_all(&cancel, users(0..60)))
            .await
            .0,
    );
    // Eight requests pause together. The bucket is full again when they come back.
    seen.keeps_the_rate(10, 20);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s9_keeps_its_place_while_it_pauses() {
    let pause = Some(Duration::from_secs(10));
    let (api, seen) = scripted(move |user, attempt| match (user, attempt) {
        (UserId(0), 1) => (FAIL, Some(status(503, pause))),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api)
        .max_in_flight(cap(1))
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    // The next user of this call waits for the place, and a user of another call, too.
    let calls = async {
        join!(
            client.fetch_all(&cancel, users(0..2)),
            client.fetch_all(&cancel, users(2..3))
        )
    };
    let ((one, two), moment) = ended(&seen, calls).await;
    fetched(one);
    fetched(two);
    moment.promised_that(
        "the others wait until the pause of user 0 is over",
        seen.starts() == [ms(0), ms(10_000), ms(10_000), ms(10_000)],
    );
}

/// An API that asks user 0 to come back in ten seconds.
fn asks_for_ten_seconds(others: &str) -> (ScriptedApi, Seen) {
    let others: Behaviour = others.parse().expect("a test's scripts parse");
    scripted(move |user, _| match user {
        UserId(0) => (FAIL, Some(status(503, Some(ms(10_000))))),
        _ => (others, None),
    })
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s9_cancels_while_it_pauses() {
    let (api, seen) = asks_for_ten_seconds("0ms");
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = join!(call, cancel_at(&cancel, 73));
    moment.promised_at(ms(73));
    assert_cancelled(result);
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s9_ends_with_anothers_failure_while_it_pauses() {
    let (api, seen) = asks_for_ten_seconds("73ms:fail");
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..2))).await;
    moment.promised_at(ms(73));
    assert_failed(result, 1, 1);
    moment.promises_no_task();
}

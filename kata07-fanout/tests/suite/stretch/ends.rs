//! After an error or a cancellation the stream sends nothing, whether or not you read it.

use std::{
    thread,
    time::{Duration, Instant},
};

use futures::StreamExt;
use kata07_fanout::UserId;
use shared_judge::Moment;
use tokio::{join, runtime::Builder, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    stream::{answer, error},
    subject::FanOutClient,
    support::{
        api, api_except, assert_cancelled, assert_failed, cancel_at, ended, ms, nonzero, users,
    },
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s12_ends_when_cancelled() {
    let (api, seen) = api_except("hang", &[(0, "0ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    answer(ended(&seen, answers.next()).await.0);
    let next = ended(&seen, answers.next());
    let ((second, moment), ()) = join!(next, cancel_at(&cancel, 73));
    moment.promised_at(ms(73));
    assert_cancelled(error(second));
    moment.promises_no_task();
    let third = answers.next().await;
    assert!(
        third.is_none(),
        "promised: the stream has ended; found: {third:?}"
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s12_sends_nothing_after_an_unread_cancellation() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(10))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    answer(ended(&seen, answers.next()).await.0);
    cancel.cancel();
    let sent = seen.starts().len();
    sleep(ms(60_000)).await;
    seen.sent(sent);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s12_sends_nothing_after_an_unread_error() {
    let (api, seen) = api_except("0ms", &[(1, "50ms:fail")]);
    let client = FanOutClient::builder(api).burst(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert_eq!(answer(first), UserId(0), "the first answer");
    // User 1 fails in the meantime, before there is a token for user 2.
    sleep(ms(60_000)).await;
    let starts = seen.starts();
    Moment::of(&seen.recorder, "a minute had passed").promised_that(
        &format!("nothing is sent after the error at 50ms; found: requests at {starts:?}"),
        starts.len() <= 2 && starts.iter().all(Duration::is_zero),
    );
    assert_failed(error(ended(&seen, answers.next()).await.0), 1, 1);
}

#[test]
pub(crate) fn s12_streams_nothing_when_cancelled_beforehand() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime without I/O can be built");
    let cancel = CancellationToken::new();
    cancel.cancel();
    for call in 1..=50 {
        runtime.block_on(async {
            let (api, seen) = api("0ms");
            let client = FanOutClient::builder(api).build();
            let requests = seen.clone();
            // Before a second user, a task that was spawned for the first has time to run.
            let users = users(0..100).inspect(move |user| {
                let patience = Instant::now();
                while user.0 == 1 && requests.starts().is_empty() && patience.elapsed() < ms(20) {
                    thread::yield_now();
                }
            });
            let mut answers = client.fetch_stream(&cancel, users);
            let (first, _) = ended(&seen, answers.next()).await;
            let sent = seen.starts().len();
            assert!(
                sent == 0,
                "promised: a token that is cancelled beforehand stops every request; found: {sent} \
                 sent in call {call} of 50, on two threads (does your `select!` need `biased;`?)"
            );
            assert_cancelled(error(first));
        });
    }
}

//! The caller changes its mind, wherever the call may be waiting.

use kata07_fanout::FetchError;
use shared_judge::Moment;
use timeline::Ending;
use tokio::{
    join,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api, api_except, ended, ms, nonzero, users},
};

#[track_caller]
fn assert_cancelled<T: std::fmt::Debug>(result: Result<T, FetchError>) {
    let cancelled = matches!(result, Err(FetchError::Cancelled));
    assert!(cancelled, "promised: Cancelled; found: {result:?}");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

async fn cancel_at(cancel: &CancellationToken, at: u64) {
    sleep(ms(at)).await;
    cancel.cancel();
}

#[tokio::test(start_paused = true)]
async fn c19_sends_nothing_when_cancelled_beforehand() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..10))).await;
    moment.promised_at(ms(0));
    assert_eq!(seen.starts(), [], "requests sent");
    assert_cancelled(result);
}

#[tokio::test(start_paused = true)]
async fn c20_hears_the_token_while_it_waits_for_an_answer() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = join!(call, cancel_at(&cancel, 70));
    moment.promised_at(ms(70));
    moment.promises("1", Ending::Dropped);
    assert_cancelled(result);
}

#[tokio::test(start_paused = true)]
async fn c21_hears_the_token_while_it_waits_for_its_pace() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(1))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = join!(call, cancel_at(&cancel, 70));
    moment.promised_at(ms(70));
    assert_eq!(seen.starts(), [ms(0)], "requests sent");
    assert_cancelled(result);
}

#[tokio::test(start_paused = true)]
async fn c22_hears_the_token_while_it_waits_for_room() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let (cancel, other) = (CancellationToken::new(), CancellationToken::new());
    let full = async {
        let _ = client.fetch_all(&other, users(0..8)).await;
    };
    let late = async {
        sleep(ms(10)).await;
        let result = ended(&seen, client.fetch_all(&cancel, users(8..9))).await;
        // The others keep their room: only this call was cancelled.
        assert_eq!(seen.recorder.running(), 8);
        other.cancel();
        result
    };
    let ((), (result, moment), ()) = join!(full, late, cancel_at(&cancel, 70));
    moment.promised_at(ms(70));
    assert_eq!(seen.starts().len(), 8, "requests sent");
    assert_cancelled(result);
}

#[tokio::test(start_paused = true)]
async fn c23_takes_no_token_that_it_does_not_use() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(10))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let calls = async {
        // One takes the token there is; seven wait for the next, and are cancelled or dropped.
        let (result, ()) = join!(
            client.fetch_all(&cancel, users(0..8)),
            cancel_at(&cancel, 50)
        );
        assert_cancelled(result);
        let fresh = CancellationToken::new();
        assert!(
            timeout(ms(20), client.fetch_all(&fresh, users(8..16)))
                .await
                .is_err()
        );
        client.fetch_all(&fresh, users(16..17)).await.unwrap();
    };
    let ((), moment) = ended(&seen, calls).await;
    moment.promised_at(ms(100));
}

#[tokio::test(start_paused = true)]
async fn c24_stops_every_request_when_it_is_dropped() {
    let (api, seen) = api_except("10s", &[(2, "20ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let left = timeout(ms(50), client.fetch_all(&cancel, users(0..20))).await;
    assert!(
        left.is_err(),
        "promised: to wait for every answer; found: {left:?}"
    );
    // A turn of the runtime for whoever spawned.
    yield_now().await;
    let moment = Moment::of(&seen.recorder, "the caller had dropped the call");
    moment.promises("0", Ending::Dropped);
    moment.promised_that("that nothing runs on", seen.recorder.running() == 0);
    assert_eq!(alive_tasks(), 0, "no task lives on");
}

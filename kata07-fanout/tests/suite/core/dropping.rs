//! Nothing is lost, and nothing runs on, when a call is cancelled or dropped.

use shared_judge::Moment;
use timeline::Ending;
use tokio::{join, task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_except, assert_cancelled, cancel_at, ended, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c23_takes_a_token_only_to_send() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(10))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let calls = async {
        // One takes the token. Seven wait for the next: the first call is cancelled, the second dropped.
        let first = client.fetch_all(&cancel, users(0..8));
        assert_cancelled(join!(first, cancel_at(&cancel, 50)).0);
        let fresh = CancellationToken::new();
        let dropped = timeout(ms(20), client.fetch_all(&fresh, users(8..16))).await;
        assert!(
            dropped.is_err(),
            "promised: to wait for a token; found: {dropped:?}"
        );
        fetched(client.fetch_all(&fresh, users(16..17)).await);
    };
    let ((), moment) = ended(&seen, calls).await;
    moment.promised_at(ms(100));
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c24_drops_every_request_when_dropped() {
    let (api, seen) = api_except("10s", &[(2, "20ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let call = timeout(ms(50), client.fetch_all(&cancel, users(0..20)));
    let (dropped, _) = ended(&seen, call).await;
    assert!(
        dropped.is_err(),
        "promised: to wait for the answers; found: {dropped:?}"
    );
    // The tasks of a `JoinSet` end at the runtime's next turn.
    yield_now().await;
    let moment = Moment::of(&seen.recorder, "the caller had dropped the call");
    moment.promises("0", Ending::Dropped);
    moment.promised_that("no request is running", seen.recorder.running() == 0);
    moment.promises_no_task();
    assert!(
        !cancel.is_cancelled(),
        "promised: the caller's token is only read; found: cancelled"
    );
}

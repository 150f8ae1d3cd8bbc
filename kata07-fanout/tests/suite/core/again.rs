//! A call leaves nothing behind: whatever ends it, the next one starts fresh.

use kata07_fanout::UserId;
use tokio::{
    join,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{
        api, api_except, cancel_at, ended, failed, fetched, ms, nonzero, scripted, users, widgets,
    },
};

/// Fetches user 0 twice with the same client: the first attempt plays `first`.
async fn fetches_again_after(first: &'static str, cancel_at_ms: u64, rest_ms: u64) {
    let (api, seen) = scripted(move |_, attempt| {
        let script = if attempt == 1 { first } else { "40ms" };
        (script.parse().expect("a test's scripts parse"), None)
    });
    let client = FanOutClient::builder(api).build();
    let (first, second) = (CancellationToken::new(), CancellationToken::new());
    let calls = async {
        let _ = join!(
            client.fetch_all(&first, users(0..1)),
            cancel_at(&first, cancel_at_ms)
        );
        sleep(ms(rest_ms)).await;
        client.clone().fetch_all(&second, users(0..1)).await
    };
    let (result, moment) = ended(&seen, calls).await;
    let found = fetched(result).remove(&UserId(0));
    assert!(
        found == Some(widgets(UserId(0), 2)),
        "promised: the second call fetches anew; found: {found:?}"
    );
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_fetches_again_after_a_success() {
    fetches_again_after("40ms", 50, 0).await;
    fetches_again_after("40ms", 50, 600_000).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_fetches_again_after_a_failure() {
    fetches_again_after("40ms:fail", 50, 0).await;
    fetches_again_after("40ms:fail", 50, 600_000).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_fetches_again_after_a_panic() {
    fetches_again_after("40ms:panic", 50, 10).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_fetches_again_after_a_cancellation() {
    fetches_again_after("hang", 50, 10).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_fetches_again_after_a_drop() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let calls = async {
        let dropped = timeout(ms(20), client.fetch_all(&cancel, users(0..8))).await;
        assert!(
            dropped.is_err(),
            "promised: to wait for the answers; found: {dropped:?}"
        );
        yield_now().await;
        client.fetch_all(&cancel, users(0..8)).await
    };
    let (result, moment) = ended(&seen, calls).await;
    assert_eq!(fetched(result).len(), 8, "users in the map");
    moment.promised_at(ms(60));
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c14_returns_every_permit() {
    let special = [(1, "50ms:fail"), (11, "50ms:panic"), (21, "hang")];
    let (api, seen) = api_except("100ms", &special);
    let client = FanOutClient::builder(api).burst(nonzero(100)).build();
    let (cancel, cancelled) = (CancellationToken::new(), CancellationToken::new());
    let calls = async {
        failed(client.fetch_all(&cancel, users(0..10)).await);
        failed(client.fetch_all(&cancel, users(10..20)).await);
        let call = client.fetch_all(&cancelled, users(20..30));
        failed(join!(call, cancel_at(&cancelled, 1_000)).0);
        let start = seen.recorder.elapsed();
        fetched(client.fetch_all(&cancel, users(30..62)).await);
        seen.recorder.elapsed() - start
    };
    let (took, moment) = ended(&seen, calls).await;
    // 32 users in rounds of eight. With one permit less it takes five rounds.
    moment.promised_that(
        &format!("four rounds of 100ms for the last 32 users; found: {took:?}"),
        took == ms(400),
    );
    moment.promises_no_task();
}

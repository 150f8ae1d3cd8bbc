//! The first error ends the call, and the caller gets that error.

use kata07_fanout::{ApiError, FetchError};
use shared_mocks::{Behaviour, Latency};
use timeline::Ending;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api_except, assert_failed, ended, failed, ms, nonzero, scripted, status, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c15_returns_the_first_failure_at_once() {
    let (api, seen) = api_except("10s", &[(3, "43ms:fail"), (5, "70ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..8))).await;
    moment.promised_at(ms(43));
    moment.promises("0", Ending::Dropped);
    moment.promises("5", Ending::Dropped);
    assert_failed(result, 3, 1);
    moment.promises_no_task();
}

/// The judge's own error inside `Transport`.
#[derive(Debug, thiserror::Error)]
#[error("cable {0} is unplugged")]
struct Unplugged(u32);

/// The source of the error, for an API that fails with it.
async fn source_of(error: impl Fn() -> ApiError + Send + Sync + 'static) -> ApiError {
    let fail = Behaviour::Fail(Latency::ZERO);
    let (api, seen) = scripted(move |_, _| (fail, Some(error())));
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(7..8))).await;
    match failed(result) {
        FetchError::Api { source, .. } => source,
        other => panic!("promised: `Api` with the API's own error; found: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c15_keeps_the_apis_own_error() {
    for retry_after in [None, Some(ms(1_700))] {
        let found = source_of(move || status(418, retry_after)).await;
        let kept = matches!(
            found,
            ApiError::Status { status: 418, retry_after: found } if found == retry_after
        );
        assert!(
            kept,
            "promised: status 418 and {retry_after:?}; found: {found:?}"
        );
    }
    let after = ms(1_500);
    let found = source_of(move || ApiError::TimedOut { after }).await;
    let kept = matches!(found, ApiError::TimedOut { after: found } if found == after);
    assert!(kept, "promised: TimedOut after 1.5s; found: {found:?}");
    let found = source_of(|| ApiError::BodyTooLarge { limit: 7 }).await;
    let kept = matches!(found, ApiError::BodyTooLarge { limit: 7 });
    assert!(kept, "promised: BodyTooLarge, limit 7; found: {found:?}");
    let found = source_of(|| ApiError::Transport(Unplugged(7).into())).await;
    let kept = matches!(&found, ApiError::Transport(cause) if cause.is::<Unplugged>());
    assert!(
        kept,
        "promised: a Transport error whose source downcasts to the API's own type; found: {found:?}"
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c16_sends_nothing_after_the_first_failure() {
    let (api, seen) = api_except("50ms", &[(9, "33ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..100))).await;
    // Users 8 and 9 start when the first eight are done.
    moment.promised_at(ms(83));
    assert_failed(result, 9, 1);
    moment.promises_no_task();
    let sent = seen.starts().len();
    sleep(ms(60_000)).await;
    seen.sent(sent);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c17_returns_the_error_not_its_consequences() {
    // Others wait for a token, or for a permit. Dropping them is no error of its own.
    for burst in [2, 20] {
        let (api, seen) = api_except("10s", &[(1, "53ms:fail")]);
        let client = FanOutClient::builder(api).burst(nonzero(burst)).build();
        let cancel = CancellationToken::new();
        let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1_000))).await;
        moment.promised_at(ms(53));
        assert_failed(result, 1, 1);
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c17_only_reads_the_callers_token() {
    for ending in ["40ms", "40ms:fail", "40ms:panic"] {
        let (api, seen) = api_except("40ms", &[(1, ending)]);
        let client = FanOutClient::builder(api).build();
        let cancel = CancellationToken::new();
        let (_, moment) = ended(&seen, client.fetch_all(&cancel, users(0..3))).await;
        moment.promised_that(
            &format!("the caller's token is only read; found: cancelled after {ending:?}"),
            !cancel.is_cancelled(),
        );
        seen.sent(3);
    }
}

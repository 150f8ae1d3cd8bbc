//! The first failure ends it all, and is the one that is told.

use kata07_fanout::{ApiError, FetchError, UserId};
use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api_except, ended, ms, nonzero, users},
};

/// Whose failure it is, and after how many attempts.
#[track_caller]
fn failure<T: std::fmt::Debug>(result: Result<T, FetchError>) -> (UserId, u32) {
    match result {
        Err(FetchError::Api {
            user,
            attempts,
            source: ApiError::Status { status: 500, .. },
        }) => (user, attempts),
        other => panic!("promised: the API's own status 500; found: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn c15_returns_the_first_failure_at_once() {
    let (api, seen) = api_except("10s", &[(3, "40ms:fail"), (5, "70ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..8))).await;
    moment.promised_at(ms(40));
    moment.promises("0", Ending::Dropped);
    moment.promises("5", Ending::Dropped);
    assert_eq!(failure(result), (UserId(3), 1));
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c16_sends_nothing_after_the_first_failure() {
    let (api, seen) = api_except("50ms", &[(9, "30ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..100))).await;
    // The ninth and tenth go when the first eight are back.
    moment.promised_at(ms(80));
    assert_eq!(failure(result), (UserId(9), 1));
    let sent = seen.starts().len();
    tokio::time::sleep(ms(60_000)).await;
    assert_eq!(seen.starts().len(), sent, "requests sent after the failure");
    assert_eq!(seen.recorder.running(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c17_tells_the_failure_and_not_what_came_of_it() {
    // While others wait for a token, and for a permit: they are stopped, and say nothing.
    for burst in [2, 20] {
        let (api, seen) = api_except("10s", &[(1, "50ms:fail")]);
        let client = FanOutClient::builder(api).burst(nonzero(burst)).build();
        let cancel = CancellationToken::new();
        let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1_000))).await;
        moment.promised_at(ms(50));
        assert_eq!(failure(result), (UserId(1), 1));
        assert!(!cancel.is_cancelled(), "the caller's token is the caller's");
    }
}

#[tokio::test(start_paused = true)]
async fn c18_names_the_user_at_whom_the_api_panics() {
    let (api, seen) = api_except("10s", &[(3, "40ms:panic")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..8))).await;
    moment.promised_at(ms(40));
    moment.promises("0", Ending::Dropped);
    let named = matches!(result, Err(FetchError::Panicked { user: UserId(3) }));
    assert!(named, "promised: Panicked {{ user: 3 }}; found: {result:?}");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

//! Another attempt, where it can help.

use kata07_fanout::{ApiError, FetchError};
use shared_judge::Log;
use shared_mocks::{Behaviour, Latency};
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    helpers::{
        ANSWER, FAIL, PASSING, assert_not_retried, assert_retried, reset, timed_out, try_twice,
    },
    subject::FanOutClient,
    support::{assert_panicked, chain, ended, failed, ms, nonzero, scripted, status, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s1_retries_what_may_pass() {
    assert_retried(&try_twice(timed_out).await, "a timeout");
    assert_retried(&try_twice(reset).await, "a transport error");
    for passing in PASSING {
        let tried = try_twice(move || status(passing, None)).await;
        assert_retried(&tried, &format!("status {passing}"));
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s2_does_not_retry_what_will_not_pass() {
    let tried = try_twice(|| ApiError::BodyTooLarge { limit: 1 }).await;
    assert_not_retried(tried, "a body that is too large");
    for lasting in (100..600).filter(|code| !PASSING.contains(code)) {
        // `Retry-After` with another status does not ask for a retry of this request.
        for asked in [None, Some(ms(1_000))] {
            let tried = try_twice(move || status(lasting, asked)).await;
            assert_not_retried(tried, &format!("status {lasting}"));
        }
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s2_does_not_retry_a_panic() {
    let (api, seen) = scripted(|_, attempt| match attempt {
        1 => (Behaviour::Panic(Latency::ZERO), None),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(7..8))).await;
    assert_panicked(result, 7);
    seen.sent(1);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s3_returns_the_last_error_after_all_attempts() {
    let (api, seen) = scripted(|_, attempt| {
        let code = if attempt == 3 { 504 } else { 503 };
        (FAIL, Some(status(code, None)))
    });
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(3))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(7..8))).await;
    let error = failed(result);
    let last = matches!(
        error,
        FetchError::Api {
            attempts: 3,
            source: ApiError::Status { status: 504, .. },
            ..
        }
    );
    assert!(
        last,
        "promised: the third attempt's status 504; found the error: {}",
        chain(&error)
    );
    seen.sent(3);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s3_logs_each_attempt_with_its_number() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = scripted(|_, attempt| match attempt {
        3 => ("50ms".parse().expect("it parses"), None),
        _ => (
            "40ms:fail".parse().expect("it parses"),
            Some(status(503, None)),
        ),
    });
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(3))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    for (attempt, latency_ms, outcome) in [
        ("1", "40", "failed"),
        ("2", "40", "failed"),
        ("3", "50", "ok"),
    ] {
        let event = log.outcome_of("attempt", attempt);
        event.promises("outcome", outcome);
        // Its own latency, without the pauses.
        event.promises("latency_ms", latency_ms);
    }
}

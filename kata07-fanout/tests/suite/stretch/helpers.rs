//! What the tests of retries share.

use std::time::Duration;

use kata07_fanout::{ApiError, FetchError};
use shared_judge::Moment;
use shared_mocks::{Behaviour, Latency};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{ScriptedApi, Seen, chain, ended, failed, ms, nonzero, scripted, status, users},
};

/// The statuses that a retry may help with.
pub(super) const PASSING: [u16; 4] = [429, 502, 503, 504];

pub(super) const FAIL: Behaviour = Behaviour::Fail(Latency::ZERO);
pub(super) const ANSWER: Behaviour = Behaviour::Return(Latency::ZERO);

pub(super) fn unavailable() -> ApiError {
    status(503, None)
}

pub(super) fn timed_out() -> ApiError {
    ApiError::TimedOut { after: ms(5_000) }
}

pub(super) fn reset() -> ApiError {
    ApiError::Transport("connection reset".into())
}

/// An API that fails this many attempts of each user, then answers.
pub(super) fn fails_first(
    times: u32,
    error: impl Fn() -> ApiError + Send + Sync + 'static,
) -> (ScriptedApi, Seen) {
    scripted(move |_, attempt| {
        if attempt <= times {
            (FAIL, Some(error()))
        } else {
            (ANSWER, None)
        }
    })
}

pub(super) type Tried = (Result<(), FetchError>, Moment, Seen);

/// Fetches one user, whose first attempt fails, with two attempts at most.
pub(super) async fn try_twice(error: impl Fn() -> ApiError + Send + Sync + 'static) -> Tried {
    let (api, seen) = fails_first(1, error);
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    (result.map(drop), moment, seen)
}

/// It was retried; `after` says after what.
#[track_caller]
pub(super) fn assert_retried((result, _, seen): &Tried, after: &str) {
    if let Err(error) = result {
        panic!(
            "promised: a second attempt after {after}; found the error: {}",
            chain(error)
        );
    }
    seen.sent(2);
}

#[track_caller]
pub(super) fn assert_not_retried((result, moment, seen): Tried, after: &str) {
    let sent = seen.starts().len();
    assert!(
        sent == 1,
        "promised: no second attempt after {after}; found: {sent} requests"
    );
    let error = failed(result);
    assert!(
        matches!(error, FetchError::Api { attempts: 1, .. }),
        "promised: `Api` with 1 attempt after {after}; found the error: {}",
        chain(&error)
    );
    moment.promised_at(ms(0));
}

/// The pauses between the requests.
pub(super) fn pauses(seen: &Seen) -> Vec<Duration> {
    let starts = seen.starts();
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

//! Another attempt, where it can help: after a pause, in the same place, at the same price.

use std::time::Duration;

use kata07_fanout::{ApiError, FetchError, UserId};
use shared_mocks::{Behaviour, Latency, Log};
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::FanOutClient,
    support::{ScriptedApi, Seen, cap, ended, ms, nonzero, scripted, users},
};

const FAIL: Behaviour = Behaviour::Fail(Latency::ZERO);
const ANSWER: Behaviour = Behaviour::Return(Latency::ZERO);

fn status(status: u16, retry_after: Option<Duration>) -> ApiError {
    ApiError::Status {
        status,
        retry_after,
    }
}

/// An API that fails everybody so often, then answers.
fn fails_first(
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

/// The pauses between one user's attempts.
fn pauses(seen: &Seen) -> Vec<Duration> {
    seen.starts()
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect()
}

#[tokio::test(start_paused = true)]
async fn s1_tries_again_after_what_may_pass() {
    let errors: [fn() -> ApiError; 6] = [
        || status(429, None),
        || status(502, None),
        || status(503, None),
        || status(504, None),
        || ApiError::TimedOut {
            after: Duration::from_secs(5),
        },
        || ApiError::Transport("connection reset".into()),
    ];
    for error in errors {
        let (api, seen) = fails_first(1, error);
        let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        assert!(
            result.is_ok(),
            "promised: another attempt after {:?}; found: {result:?}",
            error()
        );
        assert_eq!(seen.starts().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn s2_does_not_try_again_after_what_will_not_pass() {
    let errors: [fn() -> ApiError; 4] = [
        || status(404, None),
        || status(500, None),
        || status(301, Some(Duration::from_secs(1))),
        || ApiError::BodyTooLarge { limit: 1 },
    ];
    for error in errors {
        let (api, seen) = fails_first(1, error);
        let client = FanOutClient::builder(api).max_attempts(nonzero(5)).build();
        let cancel = CancellationToken::new();
        let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        moment.promised_at(ms(0));
        let once = matches!(result, Err(FetchError::Api { attempts: 1, .. }));
        assert!(
            once,
            "promised: one attempt after {:?}; found: {result:?}",
            error()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn s3_gives_up_after_so_many_attempts_with_the_last_error() {
    let (api, seen) = scripted(|_, attempt| {
        (
            FAIL,
            Some(status(if attempt == 3 { 504 } else { 503 }, None)),
        )
    });
    let client = FanOutClient::builder(api).max_attempts(nonzero(3)).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(7..8))).await;
    let last = matches!(
        result,
        Err(FetchError::Api {
            user: UserId(7),
            attempts: 3,
            source: ApiError::Status { status: 504, .. }
        })
    );
    assert!(last, "promised: the third attempt's 504; found: {result:?}");
    assert_eq!(seen.starts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn s3_logs_each_attempt_with_its_number() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = fails_first(2, || status(503, None));
    let client = FanOutClient::builder(api).max_attempts(nonzero(3)).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    for (attempt, outcome) in [("1", "failed"), ("2", "failed"), ("3", "ok")] {
        log.outcome_of("attempt", attempt)
            .promises("outcome", outcome);
    }
}

#[tokio::test(start_paused = true)]
async fn s4_backs_off_with_full_jitter() {
    let mut runs = Vec::new();
    for seed in 0..20 {
        let (api, seen) = fails_first(4, || status(503, None));
        let client = FanOutClient::builder(api)
            .max_attempts(nonzero(5))
            .jitter_seed(seed)
            .build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        assert!(result.is_ok(), "{result:?}");
        let pauses = pauses(&seen);
        for (pause, most) in pauses.iter().zip([100, 200, 400, 800]) {
            // To the timer's millisecond.
            assert!(
                *pause <= ms(most + 1),
                "promised: at most {most} ms; found: {pauses:?}"
            );
        }
        runs.push(pauses);
    }
    for (attempt, most) in [100, 200, 400, 800].into_iter().enumerate() {
        let pauses = runs.iter().map(|run| run[attempt]);
        let (least, longest) = (pauses.clone().min(), pauses.max());
        // Of twenty, one in the lower half and one in the upper, but for one time in a million.
        let spread = least < Some(ms(most / 2)) && longest > Some(ms(most / 2));
        assert!(
            spread,
            "promised: anything from 0 to {most} ms; found: {least:?} to {longest:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn s5_backs_off_alike_with_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let (api, seen) = fails_first(6, || status(503, None));
        let client = FanOutClient::builder(api)
            .max_attempts(nonzero(7))
            .jitter_seed(7)
            .build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        assert!(result.is_ok(), "{result:?}");
        runs.push(pauses(&seen));
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test(start_paused = true)]
async fn s6_waits_as_long_as_the_api_asks() {
    for asked in [Duration::ZERO, ms(1_700), Duration::from_secs(60)] {
        let (api, seen) = fails_first(1, move || status(429, Some(asked)));
        let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
        let cancel = CancellationToken::new();
        let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        assert!(result.is_ok(), "{result:?}");
        moment.promised_at(asked);
    }
}

#[tokio::test(start_paused = true)]
async fn s7_does_not_wait_longer_than_a_minute() {
    let (api, seen) = fails_first(1, || status(429, Some(Duration::from_secs(61))));
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    moment.promised_at(ms(0));
    assert!(
        matches!(result, Err(FetchError::Api { attempts: 1, .. })),
        "{result:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s8_pays_a_token_for_each_attempt() {
    let (api, seen) = fails_first(2, || status(503, Some(Duration::ZERO)));
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(5))
        .burst(nonzero(4))
        .max_attempts(nonzero(3))
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..10))).await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(seen.starts().len(), 30);
    seen.keeps_the_window(5, 4);
}

#[tokio::test(start_paused = true)]
async fn s9_keeps_its_place_while_it_pauses() {
    let pause = Some(Duration::from_secs(10));
    let (api, seen) = scripted(move |user, attempt| match (user, attempt) {
        (UserId(0), 1) => (FAIL, Some(status(503, pause))),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api)
        .max_in_flight(cap(1))
        .max_attempts(nonzero(2))
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..2))).await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(
        seen.starts(),
        [ms(0), ms(10_000), ms(10_000)],
        "the other waits for the only place"
    );
}

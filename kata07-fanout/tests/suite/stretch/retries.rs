//! Another attempt, where it can help: after a pause, in the same place, at the same price.

use std::time::Duration;

use kata07_fanout::{ApiError, FetchError, UserId};
use shared_judge::{Log, Moment};
use shared_mocks::{Behaviour, Latency};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::FanOutClient,
    support::{ScriptedApi, Seen, alive_tasks, cap, ended, ms, nonzero, scripted, users},
};

/// What may pass. Whatever else a server says, it would say again.
const PASSING: [u16; 4] = [429, 502, 503, 504];

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

/// Asks for one user, who may be tried twice.
async fn try_twice(
    error: impl Fn() -> ApiError + Send + Sync + 'static,
) -> (Result<(), FetchError>, Moment, Seen) {
    let (api, seen) = fails_first(1, error);
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    (result.map(drop), moment, seen)
}

#[tokio::test(start_paused = true)]
async fn s1_tries_again_after_what_may_pass() {
    let mut tries = vec![try_twice(timed_out).await, try_twice(reset).await];
    for passing in PASSING {
        tries.push(try_twice(move || status(passing, None)).await);
    }
    for (result, _, seen) in tries {
        assert!(
            result.is_ok(),
            "promised: another attempt; found: {result:?}"
        );
        assert_eq!(seen.starts().len(), 2);
    }
}

#[track_caller]
fn assert_one_attempt((result, moment, seen): (Result<(), FetchError>, Moment, Seen)) {
    let once = matches!(result, Err(FetchError::Api { attempts: 1, .. }));
    assert!(once, "promised: one attempt; found: {result:?}");
    assert_eq!(seen.starts().len(), 1, "after {result:?}");
    moment.promised_at(ms(0));
}

#[tokio::test(start_paused = true)]
async fn s2_does_not_try_again_after_what_will_not_pass() {
    assert_one_attempt(try_twice(|| ApiError::BodyTooLarge { limit: 1 }).await);
    for lasting in (100..600).filter(|code| !PASSING.contains(code)) {
        // Whoever is asked to come back later comes back for something else.
        for asked in [None, Some(ms(1_000))] {
            assert_one_attempt(try_twice(move || status(lasting, asked)).await);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s2_does_not_try_again_after_a_panic() {
    let (api, seen) = scripted(|_, attempt| match attempt {
        1 => (Behaviour::Panic(Latency::ZERO), None),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(7..8))).await;
    let named = matches!(result, Err(FetchError::Panicked { user: UserId(7) }));
    assert!(named, "promised: Panicked {{ user: 7 }}; found: {result:?}");
    assert_eq!(seen.starts().len(), 1);
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
    let (api, seen) = scripted(|_, attempt| match attempt {
        3 => ("50ms".parse().unwrap(), None),
        _ => ("40ms:fail".parse().unwrap(), Some(status(503, None))),
    });
    let client = FanOutClient::builder(api).max_attempts(nonzero(3)).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
    for (attempt, latency_ms, outcome) in [
        ("1", "40", "failed"),
        ("2", "40", "failed"),
        ("3", "50", "ok"),
    ] {
        let event = log.outcome_of("attempt", attempt);
        event.promises("outcome", outcome);
        // Its own, without the pauses.
        event.promises("latency_ms", latency_ms);
    }
}

fn unavailable() -> ApiError {
    status(503, None)
}

fn timed_out() -> ApiError {
    ApiError::TimedOut { after: ms(5_000) }
}

fn reset() -> ApiError {
    ApiError::Transport("connection reset".into())
}

/// The pauses after each of so many failures, with twenty seeds.
async fn pauses_with_twenty_seeds(failures: u32, error: fn() -> ApiError) -> Vec<Vec<Duration>> {
    let mut runs = Vec::new();
    for seed in 0..20 {
        let (api, seen) = fails_first(failures, error);
        let client = FanOutClient::builder(api)
            .max_attempts(nonzero(failures + 1))
            .jitter_seed(seed)
            .build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..1))).await;
        assert!(result.is_ok(), "{result:?}");
        runs.push(pauses(&seen));
    }
    runs
}

#[tokio::test(start_paused = true)]
async fn s4_backs_off_with_full_jitter() {
    let most = [100, 200, 400, 800];
    let runs = pauses_with_twenty_seeds(4, unavailable).await;
    for (attempt, most) in most.into_iter().enumerate() {
        let pauses = runs.iter().map(|run| run[attempt]);
        let (least, longest) = (pauses.clone().min(), pauses.max());
        // Of twenty, one in the lower half and one in the upper, but for one time in a million. And no
        // more than there may be, to the timer's millisecond.
        let spread = least < Some(ms(most / 2))
            && (Some(ms(most / 2 + 1))..=Some(ms(most + 1))).contains(&longest);
        assert!(
            spread,
            "promised: anything from 0 to {most} ms; found: {least:?} to {longest:?}"
        );
    }
    // Who draws once has the same share of the most at each attempt.
    let alike = |run: &Vec<Duration>| {
        let shares = run.iter().zip(most);
        let shares = shares.map(|(pause, most)| 100 * pause.as_millis() / u128::from(most));
        shares.clone().max() <= shares.min().map(|least| least + 2)
    };
    assert!(
        !runs.iter().all(alike),
        "promised: another for each attempt; found: {runs:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_backs_off_otherwise_for_each_user() {
    let (api, seen) = fails_first(1, || status(503, None));
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..8))).await;
    assert!(result.is_ok(), "{result:?}");
    let mut back_at = seen.starts().split_off(8);
    back_at.dedup();
    // Two of them may come back in the same millisecond.
    assert!(
        back_at.len() > 4,
        "eight who failed together came back at {back_at:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_backs_off_whatever_has_failed() {
    for error in [timed_out, reset] {
        let runs = pauses_with_twenty_seeds(1, error).await;
        let longest = runs.iter().map(|run| run[0]).max();
        assert!(
            longest > Some(ms(50)),
            "promised: anything from 0 to 100 ms; found at most {longest:?} after {:?}",
            error()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn s4_backs_off_no_longer_than_a_minute() {
    // So often that a doubling that is not held back overflows.
    for run in pauses_with_twenty_seeds(70, unavailable).await {
        let longest = run.iter().max();
        assert!(longest <= Some(&ms(60_001)), "{run:?}");
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
    for passing in PASSING {
        for asked in [ms(0), ms(1_700), ms(60_000)] {
            let (result, moment, _) = try_twice(move || status(passing, Some(asked))).await;
            assert!(result.is_ok(), "after {passing}: {result:?}");
            moment.promised_at(asked);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s7_does_not_wait_longer_than_a_minute() {
    for passing in PASSING {
        assert_one_attempt(try_twice(move || status(passing, Some(ms(60_001)))).await);
    }
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
async fn s8_keeps_the_rate_after_a_pause() {
    let pause = Some(Duration::from_secs(10));
    let (api, seen) = scripted(move |user, attempt| match attempt {
        1 if user.0 < 8 => (FAIL, Some(status(429, pause))),
        _ => (ANSWER, None),
    });
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..60))).await;
    assert!(result.is_ok(), "{result:?}");
    // Eight have paused together, and the bucket is full again when they come back.
    seen.keeps_the_window(10, 20);
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
    // Another call's user, too, waits for the room, and not only this one's next.
    let calls = async {
        tokio::join!(
            client.fetch_all(&cancel, users(0..2)),
            client.fetch_all(&cancel, users(2..3))
        )
    };
    let ((one, other), _) = ended(&seen, calls).await;
    assert!(one.is_ok() && other.is_ok(), "{one:?}, {other:?}");
    assert_eq!(
        seen.starts(),
        [ms(0), ms(10_000), ms(10_000), ms(10_000)],
        "the others wait for the only place"
    );
}

/// An API that asks user 0 to come back in ten seconds, and has `others` for everybody else.
fn asks_for_ten_seconds(others: &str) -> (ScriptedApi, Seen) {
    let others: Behaviour = others.parse().expect("a test writes good scripts");
    scripted(move |user, _| match user {
        UserId(0) => (FAIL, Some(status(503, Some(ms(10_000))))),
        _ => (others, None),
    })
}

#[tokio::test(start_paused = true)]
async fn s9_hears_the_token_while_it_pauses() {
    let (api, seen) = asks_for_ten_seconds("0ms");
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(ms(70)).await;
        cancel.cancel();
    };
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = tokio::join!(call, cancels);
    moment.promised_at(ms(70));
    let cancelled = matches!(result, Err(FetchError::Cancelled));
    assert!(cancelled, "promised: Cancelled; found: {result:?}");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn s9_ends_with_another_user_s_failure_while_it_pauses() {
    let (api, seen) = asks_for_ten_seconds("70ms:fail");
    let client = FanOutClient::builder(api).max_attempts(nonzero(2)).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..2))).await;
    moment.promised_at(ms(70));
    let failed = matches!(
        result,
        Err(FetchError::Api {
            user: UserId(1),
            attempts: 1,
            ..
        })
    );
    assert!(failed, "promised: the failure of user 1; found: {result:?}");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

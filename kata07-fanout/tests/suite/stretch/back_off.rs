//! The pause between attempts: random, longer each time, at most a minute.

use std::time::Duration;

use kata07_fanout::ApiError;
use tokio_util::sync::CancellationToken;

use super::{
    helpers::{fails_first, pauses, reset, timed_out, unavailable},
    subject::FanOutClient,
    support::{ended, fetched, ms, nonzero, status, users},
};

/// The pauses of one user whose first attempts fail.
async fn pauses_of(failures: u32, seed: u64, error: fn() -> ApiError) -> Vec<Duration> {
    let (api, seen) = fails_first(failures, error);
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(failures + 1))
        .jitter_seed(seed)
        .build();
    let cancel = CancellationToken::new();
    fetched(ended(&seen, client.fetch_all(&cancel, users(0..1))).await.0);
    pauses(&seen)
}

/// The same with twenty seeds.
async fn pauses_with_twenty_seeds(failures: u32, error: fn() -> ApiError) -> Vec<Vec<Duration>> {
    let mut runs = Vec::new();
    for seed in 0..20 {
        runs.push(pauses_of(failures, seed, error).await);
    }
    runs
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s4_backs_off_with_full_jitter() {
    let longest = [100, 200, 400, 800];
    let runs = pauses_with_twenty_seeds(4, unavailable).await;
    for (attempt, most) in longest.into_iter().enumerate() {
        let pauses = runs.iter().map(|run| run[attempt]);
        let (least, found) = (pauses.clone().min(), pauses.max());
        // Of twenty pauses, one in each half; wrong once in a million. To the timer's millisecond.
        let spread = least < Some(ms(most / 2))
            && (Some(ms(most / 2 + 1))..=Some(ms(most + 1))).contains(&found);
        assert!(
            spread,
            "promised: pauses from 0 to {most} ms; found: {least:?} to {found:?}"
        );
    }
    // One draw for all attempts has the same share of the longest pause each time.
    let alike = |run: &Vec<Duration>| {
        let shares = run.iter().zip(longest);
        let shares = shares.map(|(pause, most)| 100 * pause.as_millis() / u128::from(most));
        shares.clone().max() <= shares.min().map(|least| least + 2)
    };
    assert!(
        !runs.iter().all(alike),
        "promised: another jitter for each attempt; found: {runs:?}"
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s4_draws_another_jitter_for_each_user() {
    let (api, seen) = fails_first(1, || status(503, None));
    let client = FanOutClient::builder(api)
        .max_attempts(nonzero(2))
        .jitter_seed(7)
        .build();
    let cancel = CancellationToken::new();
    fetched(ended(&seen, client.fetch_all(&cancel, users(0..8))).await.0);
    let mut back_at = seen.starts().split_off(8);
    back_at.dedup();
    // Two of them may come back in the same millisecond.
    assert!(
        back_at.len() > 4,
        "promised: eight users retry at different times; found: {back_at:?}"
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s4_backs_off_after_any_passing_error() {
    for error in [timed_out, reset] {
        let runs = pauses_with_twenty_seeds(1, error).await;
        let longest = runs.iter().map(|run| run[0]).max();
        assert!(
            longest > Some(ms(50)),
            "promised: pauses from 0 to 100 ms; found: at most {longest:?} after {:?}",
            error()
        );
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s4_pauses_at_most_a_minute() {
    // After so many attempts, a doubling without a limit overflows.
    for run in pauses_with_twenty_seeds(70, unavailable).await {
        let longest = run.iter().max();
        assert!(
            longest <= Some(&ms(60_001)),
            "promised: at most 60 s; found: {longest:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s5_pauses_alike_with_the_same_seed() {
    let one = pauses_of(6, 7, unavailable).await;
    let two = pauses_of(6, 7, unavailable).await;
    assert!(
        one == two,
        "promised: the same pauses with the same seed; found: {one:?} and {two:?}"
    );
}

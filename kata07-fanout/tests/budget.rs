//! The reference on a budget of another kind than `Pace`.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use bytes::Bytes;
use kata07_fanout::{
    ApiError, Budget, BudgetError, FetchError, Pace, UserId, WidgetApi, solution::FanOutClient,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

struct Api;

impl WidgetApi for Api {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        Ok(Bytes::from_static(b"spring"))
    }
}

/// A budget whose server goes away after so many tokens.
struct Tokens(AtomicU32);

impl Budget for Tokens {
    async fn ready(&self) -> Result<(), BudgetError> {
        let take = |left: u32| left.checked_sub(1);
        match self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(BudgetError::Unavailable("connection refused".into())),
        }
    }
}

#[tokio::test]
async fn takes_a_token_for_each_request() {
    let client = FanOutClient::builder(Api).build_with(Tokens(AtomicU32::new(3)));
    let cancel = CancellationToken::new();
    let all = client.fetch_all(&cancel, (0..3).map(UserId)).await;
    assert_eq!(all.unwrap().len(), 3);
}

#[tokio::test]
async fn an_unavailable_budget_ends_the_call_with_its_reason() {
    let client = FanOutClient::builder(Api).build_with(Tokens(AtomicU32::new(0)));
    let cancel = CancellationToken::new();
    let error = client.fetch_all(&cancel, [UserId(7)]).await.unwrap_err();
    let FetchError::Api {
        user: UserId(7),
        attempts: 0,
        source: ApiError::Transport(source),
    } = error
    else {
        panic!("promised: nothing sent for user 7, for want of a budget; found: {error:?}");
    };
    assert!(matches!(
        source.downcast_ref(),
        Some(BudgetError::Unavailable(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_part_is_a_quarter_of_rate_and_burst() {
    let [rate, burst, parts] = [10, 20, 4].map(|n| NonZeroU32::new(n).unwrap());
    let (pace, start) = (Pace::part(rate, burst, parts), Instant::now());
    for _ in 0..5 {
        pace.ready().await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    pace.ready().await;
    assert_eq!(start.elapsed(), Duration::from_millis(400));
}

//! `Retry-After`: the API says how long to wait.

use super::{
    helpers::{PASSING, assert_not_retried, assert_retried, try_twice},
    support::{ms, status},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s6_waits_as_long_as_the_api_asks() {
    for passing in PASSING {
        for asked in [ms(0), ms(300), ms(1_700), ms(60_000)] {
            let tried = try_twice(move || status(passing, Some(asked))).await;
            assert_retried(&tried, &format!("status {passing} that asks for {asked:?}"));
            tried.1.promised_at(asked);
        }
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s7_does_not_wait_longer_than_a_minute() {
    for passing in PASSING {
        for asked in [ms(60_001), ms(86_400_000)] {
            let tried = try_twice(move || status(passing, Some(asked))).await;
            assert_not_retried(tried, &format!("status {passing} that asks for {asked:?}"));
        }
    }
}

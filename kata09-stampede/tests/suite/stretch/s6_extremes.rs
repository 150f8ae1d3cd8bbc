//! No time, all the time, and a caller that blocks nothing by its panic.

use std::{num::NonZeroUsize, time::Duration};

use futures::future::join_all;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{TEA, ms, prices, promised_len, promised_loads, promised_price, returned, returns},
};

#[tokio::test(start_paused = true)]
async fn s20_no_time_to_live_still_shares_loads() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).time_to_live(Duration::ZERO).build();
    let cancel = CancellationToken::new();
    for round in 1..4 {
        let callers = join_all((0..10).map(|_| returns(cache.get(&cancel, TEA))));
        let (answers, _) = returned(&recorder, callers).await;
        for answer in answers {
            promised_price(answer, (TEA, round));
        }
        promised_loads(&recorder, "ten callers had returned", round);
    }
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn s21_the_longest_times_do_not_overflow() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices)
        .time_to_live(Duration::MAX)
        .serve_stale_for(Duration::MAX)
        .max_entries(NonZeroUsize::MAX)
        .build();
    let cancel = CancellationToken::new();
    for _ in 0..3 {
        let (answer, _) = returned(&recorder, cache.get(&cancel, TEA)).await;
        promised_price(answer, (TEA, 1));
        sleep(ms(31_536_000_000)).await;
    }
    promised_loads(&recorder, "two years had passed", 1);
    promised_len(cache.len(), 1);
}

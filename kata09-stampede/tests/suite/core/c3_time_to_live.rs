//! A value is fresh for exactly its time to live.

use std::sync::Arc;

use futures::future::join_all;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        RICE, SALT, Sku, TEA, ms, prices, promised_len, promised_loads, promised_price, returned,
        returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c10_is_fresh_for_its_time_to_live_after_the_load() {
    // The load takes longer than the value lives, and neither is whole seconds.
    for (load, time_to_live) in [("1700ms", 300), ("300ms", 1_500), ("0ms", 999)] {
        let (prices, recorder) = prices(&[load]);
        let cache = Cache::builder(prices)
            .time_to_live(ms(time_to_live))
            .build();
        let cancel = CancellationToken::new();
        promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));

        sleep(ms(time_to_live - 2)).await;
        let (answer, _) = returned(&recorder, cache.get(&cancel, TEA)).await;
        promised_loads(&recorder, "the value was 2ms from its end", 1);
        promised_price(answer, (TEA, 1));

        sleep(ms(4)).await;
        let (answer, _) = returned(&recorder, cache.get(&cancel, TEA)).await;
        promised_loads(&recorder, "the value was 2ms past its end", 2);
        promised_price(answer, (TEA, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn c11_is_fresh_for_a_minute_by_default() {
    let (prices, recorder) = prices(&["40ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(59_990)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    promised_loads(&recorder, "it was 59,990ms old", 1);
    sleep(ms(20)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    promised_loads(&recorder, "it was 60,010ms old", 2);
}

#[tokio::test(start_paused = true)]
async fn c12_loads_once_more_after_each_expiry() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).time_to_live(ms(1_500)).build();
    let cancel = CancellationToken::new();
    // At its end, soon after it, and hours later.
    for (round, rest) in [0, 1_501, 2_000, 7_200_000].into_iter().enumerate() {
        sleep(ms(rest)).await;
        let callers = join_all((0..200).map(|_| returns(cache.get(&cancel, TEA))));
        let (answers, _) = returned(&recorder, callers).await;
        promised_loads(&recorder, "200 callers had returned", round + 1);
        for answer in answers {
            promised_price(answer, (TEA, round + 1));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c13_removes_expired_values_by_the_next_call() {
    let (prices, _recorder) = prices(&["0ms"]);
    let alive = prices.alive();
    let cache = Cache::builder(prices).time_to_live(ms(300)).build();
    let cancel = CancellationToken::new();
    for sku in 10..20 {
        let _ = returns(cache.get(&cancel, Sku(sku))).await;
    }
    promised_len(cache.len(), 10);
    sleep(ms(200)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    promised_len(cache.len(), 11);
    // The ten have expired, the one has not, and the next call is a hit.
    sleep(ms(200)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    promised_len(cache.len(), 1);
    // One handle is the loader's, one is ours.
    let held = Arc::strong_count(&alive) - 2;
    assert!(
        held == 1,
        "promised: expired values are dropped; alive: {held}, fresh: 1"
    );
}

#[tokio::test(start_paused = true)]
async fn c14_each_value_has_its_own_time() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices).time_to_live(ms(300)).build();
    let cancel = CancellationToken::new();
    for sku in [TEA, SALT, RICE] {
        let _ = returns(cache.get(&cancel, sku)).await;
        sleep(ms(100)).await;
    }
    // 310, 210 and 110 ms old. A hit does not lengthen a life.
    sleep(ms(10)).await;
    for (sku, loads) in [(SALT, 3), (RICE, 3), (TEA, 4)] {
        let _ = returns(cache.get(&cancel, sku)).await;
        promised_loads(&recorder, &format!("{sku} was asked for"), loads);
    }
    sleep(ms(100)).await;
    let _ = returns(cache.get(&cancel, SALT)).await;
    promised_loads(&recorder, "sku-2 was 310ms old", 5);
    promised_len(cache.len(), 3);
}

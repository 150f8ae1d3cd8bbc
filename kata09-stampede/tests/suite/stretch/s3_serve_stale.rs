//! A stale value is given at once, while one load fetches a new one.

use futures::future::join_all;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        TEA, leaves_after, ms, prices, promised_cancelled, promised_len, promised_loads,
        promised_no_price, promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn s7_gives_the_stale_value_at_once() {
    let (prices, recorder) = prices(&["0ms", "300ms"]);
    let cache = Cache::builder(prices)
        .time_to_live(ms(1_500))
        .serve_stale_for(ms(1_000))
        .build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(1_600)).await;
    let callers = join_all((0..200).map(|_| returns(cache.get(&cancel, TEA))));
    let (answers, moment) = returned(&recorder, callers).await;
    moment.promised_at(ms(1_600));
    for answer in answers {
        promised_price(answer, (TEA, 1));
    }
    sleep(ms(310)).await;
    promised_loads(&recorder, "the new price was there", 2);
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 2));
    // The new price is fresh from the end of its own load, at 1,900 ms.
    sleep(ms(1_400)).await;
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 2));
    promised_loads(&recorder, "the new price was 1,410ms old", 2);
    promised_len(cache.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s8_waits_when_the_stale_time_is_over() {
    let (prices, recorder) = prices(&["0ms", "300ms"]);
    let cache = Cache::builder(prices)
        .time_to_live(ms(300))
        .serve_stale_for(ms(700))
        .build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(1_010)).await;
    let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
    moment.promised_at(ms(1_310));
    promised_price(answer, (TEA, 2));
}

#[tokio::test(start_paused = true)]
async fn s9_joins_a_refresh_when_the_stale_time_is_over() {
    let (prices, recorder) = prices(&["0ms", "700ms"]);
    let cache = Cache::builder(prices)
        .time_to_live(ms(300))
        .serve_stale_for(ms(200))
        .build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(400)).await;
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    // Begun at 400 ms; the stale value goes at 500 ms.
    sleep(ms(200)).await;
    let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
    moment.promised_at(ms(1_100));
    promised_loads(&recorder, "the refresh had ended", 2);
    promised_price(answer, (TEA, 2));
}

#[tokio::test(start_paused = true)]
async fn s10_keeps_the_stale_value_when_its_refresh_fails() {
    let (prices, recorder) = prices(&["0ms", "10ms:fail", "10ms:panic", "10ms:fail"]);
    let cache = Cache::builder(prices)
        .time_to_live(ms(300))
        .serve_stale_for(ms(700))
        .build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    for (at, loads) in [(400, 2), (600, 3), (900, 4)] {
        sleep(ms(at) - recorder.elapsed()).await;
        let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
        moment.promised_at(ms(at));
        promised_price(answer, (TEA, 1));
        sleep(ms(20)).await;
        promised_loads(&recorder, "the refresh had ended", loads);
    }
    promised_len(cache.len(), 1);
    sleep(ms(200)).await;
    let (answer, _) = returned(&recorder, cache.get(&cancel, TEA)).await;
    promised_no_price(answer, (TEA, 5));
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn s11_a_cancelled_call_refreshes_nothing() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices)
        .time_to_live(ms(300))
        .serve_stale_for(ms(700))
        .build();
    let (cancel, cancelled) = (CancellationToken::new(), CancellationToken::new());
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(400)).await;
    cancelled.cancel();
    promised_cancelled(&returns(cache.get(&cancelled, TEA)).await);
    let idle = leaves_after(ms(100), std::future::pending::<()>()).await;
    assert!(idle.is_err());
    promised_loads(&recorder, "a cancelled call had returned", 1);
}

//! A refresh is owned by the cache: by its clones together, and by no caller.

use shared_judge::Moment;
use timeline::{Ending, Recorder};
use tokio::{task::yield_now, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        Prices, Sku, TEA, alive_tasks, log, ms, prices, promised_loads, promised_price, returns,
    },
};

/// A cache whose value for tea is stale.
async fn stale(script: &[&str]) -> (Cache<Sku, Prices>, Recorder) {
    let (prices, recorder) = prices(script);
    let cache = Cache::builder(prices)
        .time_to_live(ms(300))
        .serve_stale_for(ms(3_600_000))
        .build();
    let _ = returns(cache.get(&CancellationToken::new(), TEA)).await;
    sleep(ms(400)).await;
    (cache, recorder)
}

#[tokio::test(start_paused = true)]
async fn s12_a_refresh_goes_on_when_its_caller_has_left() {
    let (cache, recorder) = stale(&["0ms", "300ms"]).await;
    let cancel = CancellationToken::new();
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    cancel.cancel();
    sleep(ms(310)).await;
    Moment::of(&recorder, "300ms had passed").promises("load sku-1", Ending::Returned);
    let answer = returns(cache.get(&CancellationToken::new(), TEA)).await;
    promised_price(answer, (TEA, 2));
}

#[tokio::test(start_paused = true)]
async fn s13_a_refresh_stops_with_the_last_clone() {
    let (cache, recorder) = stale(&["0ms", "hang"]).await;
    let clone = cache.clone();
    let _ = returns(cache.get(&CancellationToken::new(), TEA)).await;
    sleep(ms(100)).await;
    drop(cache);
    sleep(ms(100)).await;
    Moment::of(&recorder, "one clone was left").promises("load sku-1", Ending::Running);
    drop(clone);
    // A turn of the runtime for each task that may own another.
    yield_now().await;
    yield_now().await;
    Moment::of(&recorder, "the last clone was dropped").promises("load sku-1", Ending::Dropped);
    assert!(
        alive_tasks() == 0,
        "promised: no task is left; left: {}",
        alive_tasks()
    );
}

#[tokio::test(start_paused = true)]
async fn s14_one_refresh_at_a_time() {
    let (cache, recorder) = stale(&["0ms", "300ms:fail", "300ms", "hang"]).await;
    let cancel = CancellationToken::new();
    for _ in 0..10 {
        promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
        sleep(ms(25)).await;
    }
    promised_loads(&recorder, "ten callers had the stale price", 2);
    // The first refresh fails at 700 ms, and the next caller begins another.
    sleep(ms(100)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    yield_now().await;
    promised_loads(&recorder, "the first refresh had failed", 3);
}

#[tokio::test(start_paused = true)]
async fn s15_logs_a_refresh() {
    let (log, _guard) = log();
    let (cache, _recorder) = stale(&["0ms", "700ms:fail", "hang"]).await;
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(800)).await;
    let failed = log.outcome_of("outcome", "failed");
    failed.promises("key", "sku-1");
    failed.promises("elapsed_ms", "700");
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(100)).await;
    drop(cache);
    yield_now().await;
    yield_now().await;
    log.outcome_of("outcome", "abandoned")
        .promises("elapsed_ms", "100");
}

//! One event for each load, whatever its end.

use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::{
    subject::Cache,
    support::{SALT, TEA, leaves_after, log, ms, prices, returns},
};

#[tokio::test(start_paused = true)]
async fn c39_logs_a_load_that_returned() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let ask = || returns(cache.get(&cancel, TEA));
    let _ = join!(ask(), ask(), ask());
    // A hit is no load: there is one event, and it stays the only one.
    let _ = ask().await;
    let line = log.outcome_of("key", "sku-1");
    line.promises_level(Level::INFO);
    line.promises("outcome", "ok");
    line.promises("waiters", "3");
    line.promises("elapsed_ms", "300");
}

#[tokio::test(start_paused = true)]
async fn c40_logs_a_load_that_failed() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["1500ms:fail"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let _ = join!(
        returns(cache.get(&cancel, TEA)),
        returns(cache.get(&cancel, TEA))
    );
    let line = log.outcome_of("key", "sku-1");
    line.promises_level(Level::WARN);
    line.promises("outcome", "failed");
    line.promises("error", "no price for sku-1 at load 1");
    line.promises("waiters", "2");
    line.promises("elapsed_ms", "1500");
}

#[tokio::test(start_paused = true)]
async fn c41_logs_a_load_that_panicked() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["300ms:panic"]);
    let cache = Cache::builder(prices).build();
    let _ = returns(cache.get(&CancellationToken::new(), TEA)).await;
    let line = log.outcome_of("key", "sku-1");
    line.promises_level(Level::WARN);
    line.promises("outcome", "panicked");
    line.promises("waiters", "1");
    line.promises("elapsed_ms", "300");
}

#[tokio::test(start_paused = true)]
async fn c42_logs_of_two_loads_do_not_mix() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices.with(SALT, &["700ms:fail"])).build();
    let cancel = CancellationToken::new();
    let late = async {
        sleep(ms(100)).await;
        join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, SALT)),
            returns(cache.get(&cancel, SALT))
        )
    };
    let _ = join!(
        returns(cache.get(&cancel, SALT)),
        returns(cache.get(&cancel, TEA)),
        late
    );
    let (tea, salt) = (
        log.outcome_of("key", "sku-1"),
        log.outcome_of("key", "sku-2"),
    );
    for (line, outcome, waiters, elapsed_ms) in
        [(tea, "ok", "2", "300"), (salt, "failed", "3", "700")]
    {
        line.promises("outcome", outcome);
        line.promises("waiters", waiters);
        line.promises("elapsed_ms", elapsed_ms);
    }
}

#[tokio::test(start_paused = true)]
async fn c43_counts_the_most_that_waited_at_one_time() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let leaves = || leaves_after(ms(100), cache.get(&cancel, TEA));
    let late = async {
        sleep(ms(200)).await;
        join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, TEA))
        )
    };
    // Four at first, of which three leave; then three. Six in all.
    let _ = join!(
        leaves(),
        leaves(),
        leaves(),
        returns(cache.get(&cancel, TEA)),
        late
    );
    let line = log.outcome_of("key", "sku-1");
    line.promises("waiters", "4");
    line.promises("outcome", "ok");
}

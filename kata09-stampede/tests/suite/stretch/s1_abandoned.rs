//! A load that was dropped logs, too.

use tokio::{join, task::yield_now, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::{
    subject::Cache,
    support::{SALT, TEA, leaves_after, log, ms, prices, returns},
};

#[tokio::test(start_paused = true)]
async fn s1_logs_a_load_that_was_abandoned() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["hang"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let ask = |patience| leaves_after(ms(patience), cache.get(&cancel, TEA));
    let _ = join!(ask(50), ask(1_500));
    yield_now().await;
    let line = log.outcome_of("key", "sku-1");
    line.promises_level(Level::INFO);
    line.promises("outcome", "abandoned");
    line.promises("waiters", "2");
    line.promises("elapsed_ms", "1500");
}

#[tokio::test(start_paused = true)]
async fn s2_logs_a_load_whose_last_caller_was_cancelled() {
    let (log, _guard) = log();
    let (prices, _recorder) = prices(&["hang"]);
    let cache = Cache::builder(prices.with(SALT, &["300ms"])).build();
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(ms(100)).await;
        cancel.cancel();
    };
    let stays = CancellationToken::new();
    let _ = join!(
        returns(cache.get(&cancel, TEA)),
        returns(cache.get(&stays, SALT)),
        cancels
    );
    let line = log.outcome_of("key", "sku-1");
    line.promises("outcome", "abandoned");
    line.promises("elapsed_ms", "100");
    log.outcome_of("key", "sku-2").promises("outcome", "ok");
}

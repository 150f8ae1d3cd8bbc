//! The caller's token: looked at first, heard at once, and only read.

use tokio::{join, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        Sku, TEA, in_real_time, ms, prices, promised_cancelled, promised_len, promised_loads,
        promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c34_asks_nobody_when_cancelled_beforehand() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    cancel.cancel();
    // Often, as a `select!` that is not `biased` looks at its branches in any order.
    for sku in 0..64 {
        let (answer, _) = returned(&recorder, cache.get(&cancel, Sku(sku))).await;
        promised_cancelled(&answer);
    }
    tokio::task::yield_now().await;
    promised_loads(&recorder, "64 cancelled calls had returned", 0);
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn c35_a_cancelled_call_does_not_get_a_value_either() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let (cancel, cancelled) = (CancellationToken::new(), CancellationToken::new());
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    cancelled.cancel();
    for _ in 0..64 {
        promised_cancelled(&returns(cache.get(&cancelled, TEA)).await);
    }
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    promised_loads(&recorder, "64 cancelled calls had returned", 1);
}

/// Several threads: the real clock, and no durations.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c36_asks_nobody_when_cancelled_beforehand_on_several_threads() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let mut callers = JoinSet::new();
    for sku in 0..2_000 {
        let (cache, cancel) = (cache.clone(), cancel.clone());
        callers.spawn(async move { promised_cancelled(&cache.get(&cancel, Sku(sku)).await) });
    }
    in_real_time(callers.join_all()).await;
    promised_loads(&recorder, "2,000 cancelled calls had returned", 0);
}

#[tokio::test(start_paused = true)]
async fn c37_hears_the_parent_of_its_token() {
    let (prices, recorder) = prices(&["hang"]);
    let cache = Cache::builder(prices).build();
    let parent = CancellationToken::new();
    let child = parent.child_token();
    let cancels = async {
        sleep(ms(70)).await;
        parent.cancel();
    };
    let call = returned(&recorder, cache.get(&child, TEA));
    let ((answer, moment), ()) = join!(call, cancels);
    moment.promised_at(ms(70));
    promised_cancelled(&answer);
}

#[tokio::test(start_paused = true)]
async fn c38_only_reads_the_token() {
    let (prices, _recorder) = prices(&["40ms", "40ms:fail", "40ms:panic"]);
    let cache = Cache::builder(prices).time_to_live(ms(10)).build();
    let cancel = CancellationToken::new();
    for _ in 0..3 {
        let _ = returns(cache.get(&cancel, TEA)).await;
        sleep(ms(20)).await;
        assert!(
            !cancel.is_cancelled(),
            "promised: the caller's token is only read"
        );
    }
}

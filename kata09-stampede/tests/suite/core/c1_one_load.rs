//! However many callers, the loader is asked once.

use std::sync::Arc;

use futures::future::join_all;
use tokio::{join, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        TEA, in_real_time, ms, prices, promised_len, promised_loads, promised_price, returned,
        returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c01_loads_once_for_two_hundred_callers() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let callers = join_all((0..200).map(|_| returns(cache.get(&cancel, TEA))));
    let (answers, moment) = returned(&recorder, callers).await;
    promised_loads(&recorder, "all had returned", 1);
    moment.promised_at(ms(300));
    for answer in answers {
        promised_price(answer, (TEA, 1));
    }
    promised_len(cache.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c02_joins_a_load_that_is_under_way() {
    let (prices, recorder) = prices(&["1500ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let late = async {
        sleep(ms(700)).await;
        promised_len(cache.len(), 0);
        returned(&recorder, cache.get(&cancel, TEA)).await
    };
    let (early, (late, moment)) = join!(returns(cache.get(&cancel, TEA)), late);
    promised_loads(&recorder, "both had returned", 1);
    moment.promised_at(ms(1_500));
    promised_price(early, (TEA, 1));
    promised_price(late, (TEA, 1));
}

#[tokio::test(start_paused = true)]
async fn c03_answers_at_once_from_a_value() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    for _ in 0..3 {
        let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
        moment.promised_at(ms(300));
        promised_price(answer, (TEA, 1));
    }
    promised_loads(&recorder, "four calls had returned", 1);
}

#[tokio::test(start_paused = true)]
async fn c04_clones_share_loads_and_values() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    // Also: the futures are `Send`, and the loader need not be `Clone`.
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let cache = cache.clone();
        callers.spawn(async move { returns(cache.get(&CancellationToken::new(), TEA)).await });
    }
    let (answers, _) = returned(&recorder, callers.join_all()).await;
    promised_loads(&recorder, "eight clones had asked", 1);
    for answer in answers {
        promised_price(answer, (TEA, 1));
    }
    promised_len(cache.clone().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c05_a_call_at_the_end_of_a_load_does_not_load_again() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let late = async {
        recorder.started(1).await;
        recorder.idle().await;
        returns(cache.get(&cancel, TEA)).await
    };
    let (early, late) = join!(returns(cache.get(&cancel, TEA)), late);
    promised_loads(&recorder, "a call at the end of the load had returned", 1);
    promised_price(early, (TEA, 1));
    promised_price(late, (TEA, 1));
}

/// Several threads: the real clock, and no durations.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c06_loads_once_on_several_threads() {
    let (prices, recorder) = prices(&["20ms"]);
    let cache = Cache::builder(prices).build();
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let mut callers = JoinSet::new();
    for _ in 0..64 {
        let (cache, barrier) = (cache.clone(), Arc::clone(&barrier));
        callers.spawn(async move {
            barrier.wait().await;
            cache.get(&CancellationToken::new(), TEA).await
        });
    }
    let answers = in_real_time(callers.join_all()).await;
    promised_loads(&recorder, "64 tasks had asked", 1);
    for answer in answers {
        promised_price(answer, (TEA, 1));
    }
}

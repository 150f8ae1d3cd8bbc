//! Many callers, and callers that are dropped anywhere.

use std::sync::Arc;

use shared_judge::{Moment, cut_short};
use timeline::Ending;
use tokio::{
    join,
    sync::Barrier,
    task::{JoinSet, yield_now},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        Sku, TEA, alive_tasks, in_real_time, leaves_after, ms, prices, promised_len,
        promised_loads, promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn s16_ten_thousand_callers_and_a_hundred_keys() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let mut callers = JoinSet::new();
    for number in 0..10_000 {
        let (cache, sku) = (cache.clone(), Sku(number % 100));
        callers.spawn(async move {
            let cancel = CancellationToken::new();
            // Every third leaves half way.
            let patience = ms(if number % 3 == 0 { 150 } else { 1_000 });
            let answer = leaves_after(patience, cache.get(&cancel, sku)).await;
            answer.ok().map(|answer| promised_price(answer, (sku, 1)))
        });
    }
    let (answers, _) = returned(&recorder, callers.join_all()).await;
    promised_loads(&recorder, "10,000 callers had returned or left", 100);
    let left = answers.iter().filter(|answer| answer.is_none()).count();
    assert!(
        left == 3_334,
        "promised: every third caller leaves before its answer; left: {left}"
    );
    promised_len(cache.len(), 100);
    drop(cache);
    yield_now().await;
    assert!(
        alive_tasks() == 0,
        "promised: no task is left; left: {}",
        alive_tasks()
    );
}

#[tokio::test(start_paused = true)]
async fn s17_dropped_at_any_await_nothing_is_left() {
    for polls in 1.. {
        let (prices, recorder) = prices(&["300ms", "40ms"]);
        let cache = Cache::builder(prices).build();
        let cancel = CancellationToken::new();
        if returns(cut_short(polls, cache.get(&cancel, TEA)))
            .await
            .is_some()
        {
            assert!(polls > 1, "promised: to wait for the load");
            return;
        }
        yield_now().await;
        promised_len(cache.len(), 0);
        let moment = Moment::of(&recorder, format!("get was dropped at its poll {polls}"));
        let running = recorder.running();
        moment.promised_that("no load is left", running == 0);
        let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
        moment.promises("load sku-1", Ending::Returned);
        assert!(answer.is_ok(), "promised: a price; got: {answer:?}");
        promised_len(cache.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn s18_others_do_not_notice_a_drop_at_any_await() {
    for polls in 1..4 {
        let (prices, recorder) = prices(&["300ms"]);
        let cache = Cache::builder(prices).build();
        let cancel = CancellationToken::new();
        let first = returns(cut_short(polls, cache.get(&cancel, TEA)));
        let second = returned(&recorder, cache.get(&cancel, TEA));
        let third = returns(cut_short(polls, cache.get(&cancel, TEA)));
        let (_, (answer, moment), _) = join!(first, second, third);
        moment.promised_at(ms(300));
        promised_loads(&recorder, "the others had left", 1);
        promised_price(answer, (TEA, 1));
    }
}

/// Several threads: the real clock, and no durations.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s19_a_thousand_callers_on_several_threads() {
    let (prices, recorder) = prices(&["20ms"]);
    let cache = Cache::builder(prices).build();
    let barrier = Arc::new(Barrier::new(1_000));
    let mut callers = JoinSet::new();
    for number in 0..1_000 {
        let (cache, barrier, sku) = (cache.clone(), Arc::clone(&barrier), Sku(number % 10));
        callers.spawn(async move {
            barrier.wait().await;
            promised_price(cache.get(&CancellationToken::new(), sku).await, (sku, 1));
        });
    }
    in_real_time(callers.join_all()).await;
    promised_loads(&recorder, "a thousand tasks had asked", 10);
    promised_len(cache.len(), 10);
}

//! At most so many values; the least recently used go first.

use std::{num::NonZeroUsize, sync::Arc};

use futures::future::join_all;
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        RICE, SALT, Sku, TEA, ms, prices, promised_len, promised_loads, promised_price, returns,
    },
};

fn most(entries: usize) -> NonZeroUsize {
    NonZeroUsize::new(entries).expect("a test asks for some")
}

#[tokio::test(start_paused = true)]
async fn s3_evicts_the_least_recently_used() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices).max_entries(most(2)).build();
    let cancel = CancellationToken::new();
    for sku in [TEA, SALT] {
        let _ = returns(cache.get(&cancel, sku)).await;
        sleep(ms(10)).await;
    }
    // Tea is the older value, and salt the one that was used longer ago.
    let _ = returns(cache.get(&cancel, TEA)).await;
    let _ = returns(cache.get(&cancel, RICE)).await;
    promised_len(cache.len(), 2);
    promised_loads(&recorder, "three products were loaded", 3);
    let _ = returns(cache.get(&cancel, TEA)).await;
    let _ = returns(cache.get(&cancel, RICE)).await;
    promised_loads(&recorder, "the two that are held were asked for", 3);
    let answer = returns(cache.get(&cancel, SALT)).await;
    promised_loads(&recorder, "the evicted one was asked for", 4);
    promised_price(answer, (SALT, 2));
}

#[tokio::test(start_paused = true)]
async fn s4_holds_no_more_than_it_may() {
    let (prices, recorder) = prices(&["10ms"]);
    let alive = prices.alive();
    let cache = Cache::builder(prices).max_entries(most(10)).build();
    let cancel = CancellationToken::new();
    for round in 0..20 {
        let _ =
            join_all((0..50).map(|sku| returns(cache.get(&cancel, Sku(50 * round + sku))))).await;
        promised_len(cache.len(), 10);
    }
    promised_loads(&recorder, "a thousand keys were asked for", 1_000);
    let held = Arc::strong_count(&alive) - 2;
    assert!(
        held == 10,
        "promised: evicted values are dropped; alive: {held}, held: 10"
    );
}

#[tokio::test(start_paused = true)]
async fn s5_an_expired_value_takes_no_place() {
    let (prices, recorder) = prices(&["0ms"]);
    let cache = Cache::builder(prices)
        .max_entries(most(2))
        .time_to_live(ms(300))
        .build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(200)).await;
    let _ = returns(cache.get(&cancel, SALT)).await;
    // A hit makes tea the most recently used, and expires all the same.
    let _ = returns(cache.get(&cancel, TEA)).await;
    sleep(ms(110)).await;
    let _ = returns(cache.get(&cancel, RICE)).await;
    let _ = returns(cache.get(&cancel, SALT)).await;
    promised_loads(&recorder, "salt was asked for again", 3);
    promised_len(cache.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn s6_loads_under_way_are_not_evicted() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).max_entries(most(1)).build();
    let cancel = CancellationToken::new();
    let late = async {
        sleep(ms(100)).await;
        join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, SALT))
        )
    };
    let (tea, salt, late) = join!(
        returns(cache.get(&cancel, TEA)),
        returns(cache.get(&cancel, SALT)),
        late
    );
    promised_price(tea, (TEA, 1));
    promised_price(salt, (SALT, 1));
    promised_price(late.0, (TEA, 1));
    promised_price(late.1, (SALT, 1));
    promised_loads(&recorder, "four callers had returned", 2);
    promised_len(cache.len(), 1);
}

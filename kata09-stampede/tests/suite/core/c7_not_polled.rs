//! A caller that is not polled holds nobody up.

use std::pin::pin;

use futures::poll;
use timeline::Ending;
use tokio::{join, task::yield_now, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        SALT, TEA, leaves_after, ms, prices, promised_loads, promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c30_asks_nobody_before_it_is_polled() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let never_polled = cache.get(&cancel, TEA);
    yield_now().await;
    promised_loads(&recorder, "a future was there", 0);
    let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
    moment.promised_at(ms(300));
    promised_price(answer, (TEA, 1));
    drop(never_polled);
    promised_loads(&recorder, "another had returned", 1);
}

#[tokio::test(start_paused = true)]
async fn c31_a_first_caller_that_is_not_polled_again_holds_nobody_up() {
    let (prices, recorder) = prices(&["300ms", "hang"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let mut first = pin!(cache.get(&cancel, TEA));
    assert!(
        poll!(first.as_mut()).is_pending(),
        "promised: to wait for the load"
    );
    yield_now().await;
    let callers = async {
        join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, TEA))
        )
    };
    let ((second, third), moment) = returned(&recorder, callers).await;
    moment.promised_at(ms(300));
    moment.promises("load sku-1", Ending::Returned);
    promised_price(second, (TEA, 1));
    promised_price(third, (TEA, 1));
    // Neither do those that come later wait for it, and it has its answer when it is polled.
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    sleep(ms(500)).await;
    let (first, moment) = returned(&recorder, first).await;
    moment.promised_at(ms(800));
    promised_price(first, (TEA, 1));
}

#[tokio::test(start_paused = true)]
async fn c32_a_later_caller_that_is_not_polled_again_holds_nobody_up() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let mut idle = [0; 3].map(|_| Box::pin(cache.get(&cancel, TEA)));
    let first = async {
        // The first leaves, and those that come next are not polled again.
        let _ = leaves_after(ms(100), cache.get(&cancel, TEA)).await;
    };
    let queue = async {
        sleep(ms(50)).await;
        for idle in &mut idle {
            assert!(
                poll!(idle.as_mut()).is_pending(),
                "promised: to wait for the load"
            );
        }
    };
    let last = async {
        sleep(ms(60)).await;
        returned(&recorder, cache.get(&cancel, TEA)).await
    };
    let ((), (), (last, moment)) = join!(first, queue, last);
    moment.promised_at(ms(300));
    promised_loads(&recorder, "the last caller had returned", 1);
    promised_price(last, (TEA, 1));
    drop(idle);
}

#[tokio::test(start_paused = true)]
async fn c33_a_caller_that_is_not_polled_leaves_other_keys_alone() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let mut idle = pin!(cache.get(&cancel, TEA));
    assert!(
        poll!(idle.as_mut()).is_pending(),
        "promised: to wait for the load"
    );
    yield_now().await;
    let (answer, moment) = returned(&recorder, cache.get(&cancel, SALT)).await;
    moment.promised_at(ms(300));
    promised_price(answer, (SALT, 1));
}

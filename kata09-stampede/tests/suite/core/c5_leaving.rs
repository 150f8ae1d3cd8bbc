//! A caller that leaves takes nothing from the others, the one that began the load included.

use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        TEA, leaves_after, ms, prices, promised_cancelled, promised_len, promised_loads,
        promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c20_the_first_caller_is_dropped_and_the_load_goes_on() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let first = leaves_after(ms(100), cache.get(&cancel, TEA));
    let second = returned(&recorder, cache.get(&cancel, TEA));
    let (left, (answer, moment)) = join!(first, second);
    assert!(
        left.is_err(),
        "promised: to wait for the load; got: {left:?}"
    );
    moment.promised_at(ms(300));
    promised_loads(&recorder, "the second caller had returned", 1);
    promised_price(answer, (TEA, 1));
    promised_len(cache.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c21_the_first_caller_is_cancelled_and_the_load_goes_on() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let (leaves, stays) = (CancellationToken::new(), CancellationToken::new());
    let cancels = async {
        sleep(ms(100)).await;
        leaves.cancel();
    };
    let first = returned(&recorder, cache.get(&leaves, TEA));
    let second = returned(&recorder, cache.get(&stays, TEA));
    let ((first, left), (second, moment), ()) = join!(first, second, cancels);
    left.promised_at(ms(100));
    promised_cancelled(&first);
    moment.promised_at(ms(300));
    promised_loads(&recorder, "the second caller had returned", 1);
    promised_price(second, (TEA, 1));
    assert!(
        !stays.is_cancelled(),
        "promised: the other caller's token is only read"
    );
}

#[tokio::test(start_paused = true)]
async fn c22_a_later_caller_leaves_and_the_load_goes_on() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let (leaves, stays) = (CancellationToken::new(), CancellationToken::new());
    let second = async {
        sleep(ms(50)).await;
        let cancelled = returns(cache.get(&leaves, TEA));
        let dropped = leaves_after(ms(70), cache.get(&stays, TEA));
        let cancels = async {
            sleep(ms(60)).await;
            leaves.cancel();
        };
        join!(cancelled, dropped, cancels)
    };
    let first = returned(&recorder, cache.get(&stays, TEA));
    let ((first, moment), (cancelled, dropped, ())) = join!(first, second);
    promised_cancelled(&cancelled);
    assert!(
        dropped.is_err(),
        "promised: to wait for the load; got: {dropped:?}"
    );
    moment.promised_at(ms(300));
    promised_loads(&recorder, "the first caller had returned", 1);
    promised_price(first, (TEA, 1));
}

#[tokio::test(start_paused = true)]
async fn c23_callers_leave_one_by_one_and_the_load_goes_on() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let ask = |patience| leaves_after(ms(patience), cache.get(&cancel, TEA));
    let one_by_one = async { join!(ask(50), ask(100), ask(150), ask(200), ask(250), ask(1_000)) };
    let ((_, _, _, _, left, stayed), moment) = returned(&recorder, one_by_one).await;
    assert!(
        left.is_err(),
        "promised: to wait for the load; got: {left:?}"
    );
    moment.promised_at(ms(300));
    promised_loads(&recorder, "all but one had left", 1);
    let stayed = stayed.expect("there was time for it");
    promised_price(stayed, (TEA, 1));
}

#[tokio::test(start_paused = true)]
async fn c24_joins_a_load_whose_first_caller_has_left() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let first = leaves_after(ms(100), cache.get(&cancel, TEA));
    let late = async {
        sleep(ms(200)).await;
        returned(&recorder, cache.get(&cancel, TEA)).await
    };
    let (_, second, (late, moment)) = join!(first, returns(cache.get(&cancel, TEA)), late);
    moment.promised_at(ms(300));
    promised_loads(&recorder, "the late caller had returned", 1);
    promised_price(second, (TEA, 1));
    promised_price(late, (TEA, 1));
}

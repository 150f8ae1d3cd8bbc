//! Errors and panics reach every caller that waited, and are not held.

use std::sync::Arc;

use futures::future::join_all;
use kata09_stampede::{LoadError, Loader};
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        Price, SALT, Sku, TEA, load_error, ms, prices, promised_len, promised_loads,
        promised_no_price, promised_panicked, promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c15_all_who_waited_get_the_same_error() {
    let (prices, recorder) = prices(&["300ms:fail"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let callers = join_all((0..50).map(|_| returns(cache.get(&cancel, TEA))));
    let (mut answers, moment) = returned(&recorder, callers).await;
    promised_loads(&recorder, "50 callers had returned", 1);
    moment.promised_at(ms(300));
    let first = load_error(answers.pop().unwrap());
    for answer in answers {
        promised_no_price(answer.clone(), (TEA, 1));
        let same = Arc::ptr_eq(&first, &load_error(answer));
        assert!(
            same,
            "promised: one error, shared by its `Arc`; got: another one"
        );
    }
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn c16_loads_anew_after_an_error() {
    let (prices, recorder) = prices(&["300ms:fail", "0ms:fail", "40ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    promised_no_price(returns(cache.get(&cancel, TEA)).await, (TEA, 1));
    promised_no_price(returns(cache.get(&cancel, TEA)).await, (TEA, 2));
    let (answer, moment) = returned(&recorder, cache.get(&cancel, TEA)).await;
    moment.promised_at(ms(340));
    promised_price(answer, (TEA, 3));
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 3));
    promised_loads(&recorder, "two errors and two answers were there", 3);
    promised_len(cache.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn c17_a_failure_does_not_touch_other_keys() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices.with(TEA, &["40ms:fail", "40ms:panic"])).build();
    let cancel = CancellationToken::new();
    let (tea, (salt, moment)) = join!(
        async {
            (
                returns(cache.get(&cancel, TEA)).await,
                returns(cache.get(&cancel, TEA)).await,
            )
        },
        returned(&recorder, cache.get(&cancel, SALT)),
    );
    moment.promised_at(ms(300));
    promised_price(salt, (SALT, 1));
    promised_no_price(tea.0, (TEA, 1));
    promised_panicked(&tea.1);
    assert!(
        !cancel.is_cancelled(),
        "promised: the caller's token is only read"
    );
}

#[tokio::test(start_paused = true)]
async fn c18_a_panic_reaches_all_who_waited() {
    let (prices, recorder) = prices(&["300ms:panic", "0ms:panic", "40ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let late = async {
        sleep(ms(200)).await;
        returns(cache.get(&cancel, TEA)).await
    };
    let callers = async {
        join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, TEA)),
            late
        )
    };
    let ((first, second, late), moment) = returned(&recorder, callers).await;
    moment.promised_at(ms(300));
    for answer in [first, second, late] {
        promised_panicked(&answer);
    }
    promised_len(cache.len(), 0);
    promised_panicked(&returns(cache.get(&cancel, TEA)).await);
    promised_price(returns(cache.get(&cancel, TEA)).await, (TEA, 3));
    promised_loads(&recorder, "two panics and an answer were there", 3);
}

/// Panics before there is a future.
struct PanicsEarly;

impl Loader<Sku> for PanicsEarly {
    type Value = Price;

    // Not an `async fn`, which panics when it is polled.
    fn load(&self, _: &Sku) -> impl Future<Output = Result<Price, LoadError>> + Send {
        std::panic::resume_unwind(Box::new("scripted panic"));
        #[expect(unreachable_code, reason = "it gives the future's type")]
        async {
            Err("never".into())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c19_catches_a_panic_before_the_first_poll() {
    let cache = Cache::builder(PanicsEarly).build();
    let cancel = CancellationToken::new();
    for _ in 0..2 {
        let (first, second) = join!(
            returns(cache.get(&cancel, TEA)),
            returns(cache.get(&cancel, TEA))
        );
        promised_panicked(&first);
        promised_panicked(&second);
    }
}

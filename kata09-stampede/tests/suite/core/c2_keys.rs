//! Different keys: each has its own price, and none waits for another.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use futures::{FutureExt, future::BoxFuture};
use kata09_stampede::{GetError, LoadError, Loader};
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        Price, Prices, RICE, SALT, Sku, TEA, ms, prices, promised_len, promised_loads,
        promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c07_keys_do_not_wait_for_each_other() {
    let (prices, recorder) = prices(&["1500ms"]);
    let prices = prices.with(SALT, &["300ms"]).with(RICE, &["700ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let ask = |sku| returned(&recorder, cache.get(&cancel, sku));
    let ((tea, slow), (salt, quick), (rice, middle)) = join!(ask(TEA), ask(SALT), ask(RICE));
    quick.promised_at(ms(300));
    middle.promised_at(ms(700));
    slow.promised_at(ms(1_500));
    promised_price(tea, (TEA, 1));
    promised_price(salt, (SALT, 1));
    promised_price(rice, (RICE, 1));
    promised_len(cache.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn c08_hits_do_not_wait_for_a_load() {
    let (prices, recorder) = prices(&["40ms"]);
    let cache = Cache::builder(prices.with(SALT, &["1500ms"])).build();
    let cancel = CancellationToken::new();
    let tea = returns(cache.get(&cancel, TEA)).await;
    let hit = async {
        sleep(ms(100)).await;
        promised_len(cache.len(), 1);
        returned(&recorder, cache.get(&cancel, TEA)).await
    };
    let (salt, (again, moment)) = join!(returns(cache.get(&cancel, SALT)), hit);
    moment.promised_at(ms(140));
    promised_price(tea, (TEA, 1));
    promised_price(again, (TEA, 1));
    promised_price(salt, (SALT, 1));
}

/// Asks the cache, whatever its type.
type Ask = Box<dyn Fn(Sku) -> BoxFuture<'static, Result<Price, GetError>> + Send + Sync>;

/// A price for rice is that of salt, which the loader asks the cache for.
struct AsksTheCache {
    prices: Prices,
    ask: Arc<OnceLock<Ask>>,
}

impl Loader<Sku> for AsksTheCache {
    type Value = Price;

    async fn load(&self, sku: &Sku) -> Result<Price, LoadError> {
        if *sku == RICE {
            let ask = self.ask.get().expect("it is set before the first call");
            return Ok(ask(SALT).await?);
        }
        self.prices.price(*sku).await
    }
}

#[tokio::test(start_paused = true)]
async fn c09_a_loader_may_ask_the_cache_for_another_key() {
    let (prices, recorder) = prices(&["300ms"]);
    let ask = Arc::new(OnceLock::new());
    let loader = AsksTheCache {
        prices,
        ask: Arc::clone(&ask),
    };
    let cache = Cache::builder(loader).build();
    let asked = cache.clone();
    let _ = ask.set(Box::new(move |sku| {
        let cache = asked.clone();
        async move { returns(cache.get(&CancellationToken::new(), sku)).await }.boxed()
    }));
    let cancel = CancellationToken::new();
    let both = async {
        join!(
            returns(cache.get(&cancel, RICE)),
            returns(cache.get(&cancel, SALT))
        )
    };
    let ((rice, salt), moment) = returned(&recorder, both).await;
    moment.promised_at(ms(300));
    promised_price(rice, (SALT, 1));
    promised_price(salt, (SALT, 1));
    promised_loads(&recorder, "both had returned", 1);
    promised_len(cache.len(), 2);
}

/// Two keys that display alike are two keys all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Named(u32);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tea")
    }
}

struct Numbers;

impl Loader<Named> for Numbers {
    type Value = u32;

    async fn load(&self, key: &Named) -> Result<u32, LoadError> {
        sleep(ms(40)).await;
        Ok(key.0)
    }
}

#[tokio::test(start_paused = true)]
async fn c44_keys_that_display_alike_are_different() {
    let cache = Cache::builder(Numbers).build();
    let cancel = CancellationToken::new();
    let ask = |number| returns(cache.get(&cancel, Named(number)));
    for _ in 0..2 {
        let (one, two) = join!(ask(1), ask(2));
        assert!(
            matches!((&one, &two), (Ok(1), Ok(2))),
            "promised: each key's own value, 1 and 2; got: {one:?} and {two:?}"
        );
    }
}

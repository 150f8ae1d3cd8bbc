//! The last caller leaves: the load stops, nothing is left, and the next call begins a new one.

use std::{fmt, hash, sync::Arc};

use kata09_stampede::{LoadError, Loader};
use shared_judge::Moment;
use timeline::Ending;
use tokio::{join, task::yield_now, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::Cache,
    support::{
        SALT, TEA, alive_tasks, leaves_after, ms, prices, promised_cancelled, promised_len,
        promised_loads, promised_price, returned, returns,
    },
};

#[tokio::test(start_paused = true)]
async fn c25_the_load_is_dropped_with_its_last_caller() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let ask = |patience| leaves_after(ms(patience), cache.get(&cancel, TEA));
    let (first, second) = join!(ask(50), ask(100));
    assert!(
        first.is_err() && second.is_err(),
        "promised: to wait; got: {first:?}, {second:?}"
    );
    // A turn of the runtime, for a load in a task.
    yield_now().await;
    let moment = Moment::of(&recorder, "the last caller had left");
    moment.promises("load sku-1", Ending::Dropped);
    moment.promised_at(ms(100));
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn c26_the_load_is_dropped_with_its_last_token() {
    let (prices, recorder) = prices(&["hang"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(ms(100)).await;
        cancel.cancel();
    };
    let ask = || returns(cache.get(&cancel, TEA));
    let callers = async { join!(ask(), ask(), cancels) };
    let ((first, second, ()), moment) = returned(&recorder, callers).await;
    moment.promised_at(ms(100));
    promised_cancelled(&first);
    promised_cancelled(&second);
    yield_now().await;
    Moment::of(&recorder, "the last caller had left").promises("load sku-1", Ending::Dropped);
    promised_len(cache.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn c27_the_next_call_begins_a_new_load() {
    let (prices, recorder) = prices(&["300ms"]);
    let cache = Cache::builder(prices).build();
    let cancel = CancellationToken::new();
    // At once after the last caller has left, and a little later.
    for (round, pause) in [0, 50].into_iter().enumerate() {
        let sku = [TEA, SALT][round];
        let left = leaves_after(ms(100), cache.get(&cancel, sku)).await;
        assert!(
            left.is_err(),
            "promised: to wait for the load; got: {left:?}"
        );
        if pause > 0 {
            sleep(ms(pause)).await;
        }
        let begin = recorder.elapsed();
        let (answer, moment) = returned(&recorder, cache.get(&cancel, sku)).await;
        moment.promised_at(begin + ms(300));
        promised_price(answer, (sku, 2));
        let again = returns(cache.get(&cancel, sku)).await;
        promised_price(again, (sku, 2));
    }
    promised_loads(&recorder, "two loads were dropped and two returned", 4);
    promised_len(cache.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn c28_no_task_is_left() {
    let (prices, _recorder) = prices(&["0ms", "300ms", "300ms:fail", "300ms:panic"]);
    let cache = Cache::builder(prices).time_to_live(ms(100)).build();
    let cancel = CancellationToken::new();
    let _ = returns(cache.get(&cancel, TEA)).await;
    // A cache may have a task of its own, but no load may.
    let idle = alive_tasks();
    sleep(ms(200)).await;
    let _ = leaves_after(ms(100), cache.get(&cancel, TEA)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    let _ = returns(cache.get(&cancel, TEA)).await;
    yield_now().await;
    let left = alive_tasks() - idle;
    assert!(
        left == 0,
        "promised: no task of a load is left; left: {left}"
    );
}

/// A key that counts its clones.
#[derive(Debug, Clone)]
struct Counted(Arc<String>);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl Eq for Counted {}
impl hash::Hash for Counted {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Does as the key says.
struct ByName;

impl Loader<Counted> for ByName {
    type Value = ();

    async fn load(&self, key: &Counted) -> Result<(), LoadError> {
        sleep(ms(300)).await;
        match key.0.as_str() {
            "fails" => Err("as it is told".into()),
            "panics" => std::panic::resume_unwind(Box::new("scripted panic")),
            _ => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c29_no_key_is_left() {
    let cache = Cache::builder(ByName).time_to_live(ms(1_000)).build();
    let cancel = CancellationToken::new();
    for name in ["fails", "panics", "expires", "is left"] {
        let key = Arc::new(name.to_owned());
        let patience = if name == "is left" { 100 } else { 400 };
        let _ = leaves_after(ms(patience), cache.get(&cancel, Counted(Arc::clone(&key)))).await;
        sleep(ms(2_000)).await;
        // By the next call, whatever it asks for.
        let _ = returns(cache.get(&cancel, Counted(Arc::new("other".to_owned())))).await;
        let left = Arc::strong_count(&key) - 1;
        assert!(
            left == 0,
            "promised: no key is left of a load that {name}; left: {left}"
        );
    }
}

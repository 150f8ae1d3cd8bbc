//! A scripted price service behind the port, and what a test asks of its record.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

use std::{
    collections::HashMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use kata09_stampede::{GetError, LoadError, Loader};
pub(crate) use shared_judge::alive_tasks;
use shared_judge::{Log, Moment, listen, watchdog, watched};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::{Call, Recorder};
use tokio::time::{error::Elapsed, timeout};
use tracing::dispatcher::{self, DefaultGuard};

pub(crate) const TEA: Sku = Sku(1);
pub(crate) const SALT: Sku = Sku(2);
pub(crate) const RICE: Sku = Sku(3);

/// Longer than any answer takes.
const LONG: Duration = ms(36_000_000);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A product's number. It displays differently from its `Debug`, as logs show the former.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Sku(pub(crate) u32);

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sku-{}", self.0)
    }
}

/// What a load gives: for which product, and by its how-manieth load.
#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub(crate) sku: Sku,
    pub(crate) load: usize,
    /// Counts the prices that are alive.
    _alive: Arc<()>,
}

/// Why a load fails.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no price for {sku} at load {load}")]
pub(crate) struct NoPrice {
    pub(crate) sku: Sku,
    pub(crate) load: usize,
}

/// A price service: each product has a script, whose last behaviour is repeated. Not `Clone`, as
/// a loader need not be.
pub(crate) struct Prices {
    recorder: Recorder,
    scripts: HashMap<Sku, Vec<Behaviour>>,
    usual: Vec<Behaviour>,
    loads: Mutex<HashMap<Sku, usize>>,
    alive: Arc<()>,
}

/// A service whose every product follows `script`, and the recorder of its loads.
pub(crate) fn prices(script: &[&str]) -> (Prices, Recorder) {
    listen();
    watchdog();
    let recorder = Recorder::new();
    let prices = Prices {
        recorder: recorder.clone(),
        scripts: HashMap::new(),
        usual: parse(script),
        loads: Mutex::default(),
        alive: Arc::default(),
    };
    (prices, recorder)
}

fn parse(script: &[&str]) -> Vec<Behaviour> {
    let parse = |word: &&str| word.parse().expect("a test writes good scripts");
    script.iter().map(parse).collect()
}

impl Prices {
    /// Gives `sku` a script of its own.
    pub(crate) fn with(mut self, sku: Sku, script: &[&str]) -> Self {
        self.scripts.insert(sku, parse(script));
        self
    }

    /// Its strong count, less one, is how many prices are alive.
    pub(crate) fn alive(&self) -> Arc<()> {
        Arc::clone(&self.alive)
    }

    pub(crate) async fn price(&self, sku: Sku) -> Result<Price, LoadError> {
        let load = {
            let mut loads = self.loads.lock().unwrap();
            let load = loads.entry(sku).or_default();
            *load += 1;
            *load
        };
        let script = self.scripts.get(&sku).unwrap_or(&self.usual);
        let behaviour = script[load.min(script.len()) - 1];
        let service = ScriptedService::new(format!("load {sku}"), behaviour, &self.recorder);
        match service.call().await {
            Ok(()) => Ok(Price {
                sku,
                load,
                _alive: self.alive(),
            }),
            Err(_) => Err(Box::new(NoPrice { sku, load })),
        }
    }
}

impl Loader<Sku> for Prices {
    type Value = Price;

    async fn load(&self, sku: &Sku) -> Result<Price, LoadError> {
        self.price(*sku).await
    }
}

/// The loads among the recorded calls; callers are recorded under other names.
pub(crate) fn loads(recorder: &Recorder) -> Vec<Call> {
    let mut calls = recorder.calls();
    calls.retain(|call| call.name.starts_with("load "));
    calls
}

/// Holds the number of loads so far against the promised one. A few are drawn; two hundred bars
/// would say no more than their number.
#[track_caller]
pub(crate) fn promised_loads(recorder: &Recorder, event: &str, promised: usize) {
    let found = loads(recorder).len();
    let promise = format!("the number of loads is {promised}; found: {found}");
    if found > 8 && found != promised {
        panic!("{event}; promised: {promise}");
    }
    Moment::of(recorder, event).promised_that(&promise, found == promised);
}

/// Awaits a call, and what the recorder saw when it returned. An answer that takes longer than ten
/// hours of virtual time never comes.
pub(crate) fn returned<T>(
    recorder: &Recorder,
    call: impl Future<Output = T>,
) -> impl Future<Output = (T, Moment)> {
    let call = leaves_after(LONG, call);
    async move {
        if let Ok(result) = call.await {
            return (result, Moment::of(recorder, "get returned"));
        }
        Moment::of(recorder, "get was given up").promised_that("that it returns", false);
        unreachable!("a broken promise panics")
    }
}

/// Awaits a call that must return, whatever it returns. Without this, one that never does would
/// park the paused clock for ever.
pub(crate) fn returns<T>(call: impl Future<Output = T>) -> impl Future<Output = T> {
    let call = leaves_after(LONG, call);
    async move {
        let Ok(answer) = call.await else {
            panic!(
                "promised: that every call returns; got: no answer in ten hours of virtual time"
            );
        };
        answer
    }
}

/// A caller that drops its call when it has waited this long. The call is boxed, as it may be large.
pub(crate) fn leaves_after<T>(
    patience: Duration,
    call: impl Future<Output = T>,
) -> impl Future<Output = Result<T, Elapsed>> {
    let call = Box::pin(call);
    async move { watched(timeout(patience, call)).await }
}

/// Awaits calls on the real clock, and by far enough of it.
pub(crate) async fn in_real_time<T>(calls: impl Future<Output = T>) -> T {
    let answer = timeout(Duration::from_secs(30), calls).await;
    let Ok(answer) = answer else {
        panic!("promised: that every call returns; got: no answer in 30 s");
    };
    answer
}

/// Holds an answer against the promised one: the price of a product, by its n-th load.
#[track_caller]
pub(crate) fn promised_price(answer: Result<Price, GetError>, (sku, load): (Sku, usize)) {
    let found = match answer {
        Ok(price) if (price.sku, price.load) == (sku, load) => return,
        Ok(price) => format!("the price of {} from load {}", price.sku, price.load),
        Err(error) => format!("{error:?}"),
    };
    panic!("promised: the price of {sku} from load {load}; got: {found}");
}

/// The one error of a load, which waiters share.
#[track_caller]
pub(crate) fn load_error(result: Result<Price, GetError>) -> Arc<LoadError> {
    match result {
        Err(GetError::Load(source)) => source,
        other => panic!("promised: the error of the load; got: {other:?}"),
    }
}

/// Holds an answer against the promised error of the n-th load, found as a caller finds it.
#[track_caller]
pub(crate) fn promised_no_price(answer: Result<Price, GetError>, (sku, load): (Sku, usize)) {
    let source = match &answer {
        Err(error @ GetError::Load(_)) => error.source(),
        _ => None,
    };
    let found = source.and_then(|source| source.downcast_ref());
    let kept = found == Some(&NoPrice { sku, load });
    assert!(
        kept,
        "promised: `Load`, with the loader's own error of load {load} as its source; got: {answer:?}"
    );
}

#[track_caller]
pub(crate) fn promised_cancelled(result: &Result<Price, GetError>) {
    let cancelled = matches!(result, Err(GetError::Cancelled));
    assert!(cancelled, "promised: Cancelled; got: {result:?}");
}

#[track_caller]
pub(crate) fn promised_panicked(result: &Result<Price, GetError>) {
    let panicked = matches!(result, Err(GetError::Panicked));
    assert!(panicked, "promised: Panicked; got: {result:?}");
}

/// Holds `len` against the promised number of values.
#[track_caller]
pub(crate) fn promised_len(found: usize, promised: usize) {
    assert!(
        found == promised,
        "promised: `len` is {promised}; found: {found}"
    );
}

/// A log that hears this thread, as long as the guard lives.
pub(crate) fn log() -> (Log, DefaultGuard) {
    listen();
    let log = Log::default();
    let guard = dispatcher::set_default(&log.subscriber());
    (log, guard)
}

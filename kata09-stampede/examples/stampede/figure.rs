//! The figure: callers in groups above their loads, as one bar each would be unreadable.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use kata09_stampede::{LoadError, Loader, solution::Cache};
use timeline::{Call, Ending, Level, Recorder, Row, Timeline};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

const CALLERS: usize = 200;
/// The callers of one bar.
const GROUP: usize = 50;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A service that answers in 100 ms, and no more than fifty requests at a time.
#[derive(Clone)]
struct Prices {
    places: Arc<Semaphore>,
    loads: Recorder,
}

impl Loader<&'static str> for Prices {
    type Value = u32;

    async fn load(&self, _product: &&'static str) -> Result<u32, LoadError> {
        let answer = async {
            let _place = self.places.acquire().await?;
            sleep(ms(100)).await;
            Ok(299)
        };
        self.loads.watch("load", answer).await
    }
}

fn prices() -> Prices {
    Prices {
        places: Arc::new(Semaphore::new(50)),
        loads: Recorder::new(),
    }
}

/// Both cases on one axis.
pub(crate) async fn timeline() -> Timeline {
    let mut timeline = Timeline::new("200 callers, and the price has just expired");
    timeline.description = "Above, each of 200 callers loads for itself: the service answers 50 at \
        a time, and the last callers wait 400 ms. Below, one load answers all of them after 100 ms, \
        though the caller that began it leaves after 20 ms."
        .to_owned();
    timeline.rows.extend(stampede().await);
    timeline.rows.extend(single_flight().await);
    timeline
}

/// Every caller misses and loads.
async fn stampede() -> Vec<Row> {
    let (prices, callers) = (prices(), Recorder::new());
    let ask = |_| callers.watch("caller", prices.load(&"tea"));
    join_all((0..CALLERS).map(ask)).await;
    let (callers, loads) = (callers.calls(), prices.loads.calls());
    let groups = callers.chunks(GROUP).zip(loads.chunks(GROUP));
    let rows = groups.enumerate().flat_map(|(index, (callers, loads))| {
        let first = index * GROUP + 1;
        let label = format!("callers {first}–{}", first + GROUP - 1);
        [
            group(label, Level::Caller, callers),
            group(format!("{GROUP} loads"), Level::Call, loads),
        ]
    });
    rows.collect()
}

/// One load for all, although the caller that begins it leaves, and forty-nine others.
async fn single_flight() -> Vec<Row> {
    let (prices, callers) = (prices(), Recorder::new());
    let cache = Cache::builder(prices.clone()).build();
    let cancel = CancellationToken::new();
    let ask = |number: usize| {
        let patience = ms(match number {
            0 => 20,
            1..GROUP => 60,
            _ => 1_000,
        });
        let call = callers.watch("caller", cache.get(&cancel, "tea"));
        timeout(patience, call)
    };
    join_all((0..CALLERS).map(ask)).await;
    let calls = callers.calls();
    let one_load = prices.loads.calls();
    vec![
        group("the first caller".to_owned(), Level::Caller, &calls[..1]),
        group(
            "49 that give up".to_owned(),
            Level::Caller,
            &calls[1..GROUP],
        ),
        group("150 that wait".to_owned(), Level::Caller, &calls[GROUP..]),
        group("1 load".to_owned(), Level::Call, &one_load),
    ]
}

/// One bar for many calls, from their first start to their last end.
fn group(label: String, level: Level, calls: &[Call]) -> Row {
    let start = calls.iter().map(|call| call.start).min();
    Row {
        label,
        level,
        start: start.unwrap_or_default(),
        end: calls.iter().filter_map(|call| call.end).max(),
        ending: calls.first().map_or(Ending::Running, |call| call.ending),
        note: String::new(),
    }
}

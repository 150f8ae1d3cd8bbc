//! What kata 09's cache costs, in times of `moka`'s `try_get_with`.
//!
//! **Measures** a hit by one caller and by 64; a miss; and a flight: 64 tasks that ask at once, all for
//! one new key, or each for its own. The loader yields once and then answers. The value is a
//! [`Ratio`]: both sides take turns of a few milliseconds.
//!
//! **Distorted by** the loader, which costs nothing: with a real one, only the number of loads would
//! matter. A flight also measures 64 spawned tasks, on both sides. The plain map is no rival: it
//! loads once for each caller, and removes nothing.
//!
//! **Baseline**: `moka`, with the same time to live and the same room. Its own times are the group
//! `kata 09, moka`.
//!
//! ```sh
//! cargo bench -p measurements --bench kata09_stampede
//! ```

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main, measurement::WallTime};
use kata09_stampede::{LoadError, Loader, solution::Cache};
use measurements::{Callers, Ratio, alternate, settings};
use tokio::task::{JoinSet, yield_now};
use tokio_util::sync::CancellationToken;

const ROOM: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);

fn ratios(criterion: &mut Criterion<Ratio>) {
    let [baseline, kata, map] = Contender::all().map(Arc::new);
    for scenario in Scenario::ALL {
        let callers = scenario.callers();
        let mut group = criterion.benchmark_group(format!("kata 09, {}", scenario.name()));
        group.sampling_mode(SamplingMode::Flat);
        for contender in [&kata, &map] {
            group.bench_function(contender.name(), |bencher| {
                bencher.iter_custom(|iterations| {
                    alternate(
                        iterations,
                        |times| scenario.time(&callers, contender, times),
                        |times| scenario.time(&callers, &baseline, times),
                    )
                });
            });
        }
        group.finish();
    }
}

fn baseline(criterion: &mut Criterion<WallTime>) {
    let [baseline, ..] = Contender::all().map(Arc::new);
    let mut group = criterion.benchmark_group("kata 09, moka");
    for scenario in Scenario::ALL {
        let callers = scenario.callers();
        group.bench_function(scenario.name(), |bencher| {
            bencher.iter_custom(|times| scenario.time(&callers, &baseline, times));
        });
    }
    group.finish();
}

criterion_group! { name = in_times; config = settings(Ratio); targets = ratios }
criterion_group! { name = in_seconds; config = settings(WallTime); targets = baseline }
criterion_main!(in_times, in_seconds);

#[derive(Debug, Clone, Copy)]
enum Scenario {
    Hit { callers: u64 },
    Miss,
    OneKey,
    ManyKeys,
}

impl Scenario {
    const ALL: [Self; 5] = [
        Self::Hit { callers: 1 },
        Self::Hit { callers: 64 },
        Self::Miss,
        Self::OneKey,
        Self::ManyKeys,
    ];

    fn name(self) -> String {
        match self {
            Self::Hit { callers } => format!("a hit, callers: {callers}"),
            Self::Miss => "a miss".to_owned(),
            Self::OneKey => "a flight of 64 on one key".to_owned(),
            Self::ManyKeys => "a flight of 64 on 64 keys".to_owned(),
        }
    }

    fn callers(self) -> Callers {
        Callers::new(match self {
            Self::Hit { callers } => callers,
            _ => 1,
        })
    }

    fn time(self, callers: &Callers, contender: &Arc<Contender>, times: u64) -> Duration {
        match self {
            Self::Hit { .. } => callers.time(times, |share| {
                let contender = Arc::clone(contender);
                async move {
                    let cancel = CancellationToken::new();
                    for _ in 0..share {
                        assert_eq!(contender.get(&cancel, 7).await, 7);
                    }
                }
            }),
            Self::Miss => callers.time(times, |share| {
                let contender = Arc::clone(contender);
                async move {
                    let cancel = CancellationToken::new();
                    for _ in 0..share {
                        contender.get(&cancel, new_keys(1)).await;
                    }
                }
            }),
            Self::OneKey => flights(callers, contender, times, |first, _| first),
            Self::ManyKeys => flights(callers, contender, times, |first, caller| first + caller),
        }
    }
}

/// The first of so many keys that nobody has asked for.
fn new_keys(count: u64) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1_000);
    NEXT.fetch_add(count, Relaxed)
}

/// The time of `times` flights of 64 tasks, each for the key that `key` makes of the first one.
fn flights(
    callers: &Callers,
    contender: &Arc<Contender>,
    times: u64,
    key: impl Fn(u64, u64) -> u64,
) -> Duration {
    callers.runtime().block_on(async {
        let start = Instant::now();
        for _ in 0..times {
            let first = new_keys(64);
            let mut tasks = JoinSet::new();
            for caller in 0..64 {
                let (contender, key) = (Arc::clone(contender), key(first, caller));
                tasks.spawn(async move {
                    let cancel = CancellationToken::new();
                    assert_eq!(contender.get(&cancel, key).await, key);
                });
            }
            tasks.join_all().await;
        }
        start.elapsed()
    })
}

enum Contender {
    Kata(Cache<u64, Yielding>),
    Moka(moka::future::Cache<u64, u64>),
    Map(Mutex<HashMap<u64, u64>>),
}

impl Contender {
    /// The baseline first.
    fn all() -> [Self; 3] {
        let moka = moka::future::Cache::builder()
            .max_capacity(ROOM as u64)
            .time_to_live(MINUTE);
        let kata = Cache::builder(Yielding)
            .max_entries(NonZeroUsize::new(ROOM).expect("there is room"))
            .time_to_live(MINUTE);
        [
            Self::Moka(moka.build()),
            Self::Kata(kata.build()),
            Self::Map(Mutex::default()),
        ]
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Kata(_) => "the kata's cache",
            Self::Moka(_) => "moka",
            Self::Map(_) => "Mutex<HashMap>, a load each",
        }
    }

    async fn get(&self, cancel: &CancellationToken, key: u64) -> u64 {
        match self {
            Self::Kata(cache) => cache.get(cancel, key).await.expect("no load fails"),
            Self::Moka(cache) => {
                let loaded = cache.try_get_with(key, async { Yielding.load(&key).await });
                loaded.await.expect("no load fails")
            }
            Self::Map(map) => {
                let held = map
                    .lock()
                    .expect("no panic under the lock")
                    .get(&key)
                    .copied();
                if let Some(value) = held {
                    return value;
                }
                let value = Yielding.load(&key).await.expect("no load fails");
                let mut map = map.lock().expect("no panic under the lock");
                if map.len() >= ROOM {
                    map.clear();
                }
                map.insert(key, value);
                value
            }
        }
    }
}

/// Lets others run once, and then answers.
#[derive(Debug)]
struct Yielding;

impl Loader<u64> for Yielding {
    type Value = u64;

    async fn load(&self, key: &u64) -> Result<u64, LoadError> {
        yield_now().await;
        Ok(*key)
    }
}

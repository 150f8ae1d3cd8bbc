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
//! **Baseline**: `moka`, with the same time to live and the same room.
//!
//! ```sh
//! cargo bench -p measurements --bench kata09_stampede
//! ```

mod stampede;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use criterion::{Criterion, criterion_group, criterion_main};
use measurements::{Callers, Ratio, compare, settings};
use stampede::Contender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

fn ratios(criterion: &mut Criterion<Ratio>) {
    let contenders = Contender::all().map(|it| (it.name(), Arc::new(it)));
    for scenario in Scenario::ALL {
        let callers = scenario.callers();
        let title = format!("kata 09, {}", scenario.name());
        compare(criterion, &title, &contenders, |contender, times| {
            scenario.time(&callers, contender, times)
        });
    }
}

criterion_group! { name = benches; config = settings(Ratio); targets = ratios }
criterion_main!(benches);

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

/// The first of `count` keys that no caller has asked for.
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

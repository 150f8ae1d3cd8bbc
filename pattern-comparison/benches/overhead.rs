//! What a pattern itself costs, in times of bare spawns.
//!
//! **Measures** one fetch from services that yield once and then answer, by one caller and by 64: see
//! [`Callers`]. The value is a [`Ratio`]: pattern and baseline take turns of a few milliseconds.
//!
//! **Distorted by** the yield, which with one caller finds nothing else to do and looks for I/O, a
//! system call; and by wakes of the second thread, which with one caller are most of the cost. Other
//! work on the machine widens the intervals. The baseline against itself shows how far: it is 1.
//!
//! **Baseline**: a bare spawn a service, the handles awaited one by one. Nobody owns these tasks, they
//! have no deadline, and no panic is caught. Its own time is the group `overhead, bare spawns`. The
//! other floor is `join_all` on one task: no spawn at all. All give the same answer.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench overhead
//! ```

mod floors;

use std::{sync::Arc, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main, measurement::WallTime};
use floors::{Yielding, bare_spawns, join_set, one_task};
use measurements::{Callers, Ratio, compare, settings};
use pattern_comparison::{Pattern, UserId};

/// Beyond what any fetch here takes.
const DEADLINE: Duration = Duration::from_secs(60);

fn overhead(criterion: &mut Criterion<Ratio>) {
    let floors = [
        ("bare spawns", Contender::BareSpawns),
        ("JoinSet by hand", Contender::JoinSet),
        ("join_all on one task", Contender::OneTask),
    ];
    let patterns = Pattern::ALL.map(|pattern| (pattern.name(), Contender::Pattern(pattern)));
    let contenders = [floors.as_slice(), &patterns].concat();
    for fetches in Fetches::all() {
        let title = format!("overhead, {}", fetches.title);
        compare(criterion, &title, &contenders, |contender, times| {
            fetches.time(*contender, times)
        });
    }
}

fn baseline(criterion: &mut Criterion<WallTime>) {
    let mut group = criterion.benchmark_group("overhead, bare spawns");
    for fetches in Fetches::all() {
        group.bench_function(&fetches.title, |bencher| {
            bencher.iter_custom(|times| fetches.time(Contender::BareSpawns, times));
        });
    }
    group.finish();
}

criterion_group! { name = in_times; config = settings(Ratio); targets = overhead }
criterion_group! { name = in_seconds; config = settings(WallTime); targets = baseline }
criterion_main!(in_times, in_seconds);

/// Callers, and the services that they ask.
struct Fetches {
    title: String,
    callers: Callers,
    services: Arc<[Arc<Yielding>]>,
}

impl Fetches {
    fn all() -> [Self; 3] {
        [(3, 1), (3, 64), (100, 64)].map(|(count, callers)| Self {
            title: format!("{count} services, callers: {callers}"),
            callers: Callers::new(callers),
            services: (0..count)
                .map(|index| Arc::new(Yielding(format!("service-{index}"))))
                .collect(),
        })
    }

    fn time(&self, contender: Contender, fetches: u64) -> Duration {
        self.callers.time(fetches, |share| {
            let services = Arc::clone(&self.services);
            async move {
                for _ in 0..share {
                    assert_eq!(contender.fetch(&services).await, services.len());
                }
            }
        })
    }
}

#[derive(Debug, Clone, Copy)]
enum Contender {
    BareSpawns,
    JoinSet,
    OneTask,
    Pattern(Pattern),
}

impl Contender {
    /// How many sections the answer has.
    async fn fetch(self, services: &[Arc<Yielding>]) -> usize {
        let user = UserId::default();
        let data = match self {
            Self::BareSpawns => bare_spawns(services, &user).await,
            Self::JoinSet => join_set(services, &user).await,
            Self::OneTask => one_task(services, &user).await,
            Self::Pattern(pattern) => pattern.fetch(services, &user, DEADLINE).await.data,
        };
        data.len()
    }
}

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

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main, measurement::WallTime};
use futures::future::join_all;
use measurements::{Callers, Ratio, alternate, settings};
use pattern_comparison::{CallError, Pattern, Service, UserId};
use serde_json::Value;
use tokio::task::{JoinSet, yield_now};

/// Beyond what any fetch here takes.
const DEADLINE: Duration = Duration::from_secs(60);

fn ratios(criterion: &mut Criterion<Ratio>) {
    for fetches in Fetches::all() {
        let mut group = criterion.benchmark_group(format!("overhead, {}", fetches.title));
        group.sampling_mode(SamplingMode::Flat);
        for contender in Contender::ALL {
            group.bench_function(contender.name(), |bencher| {
                bencher.iter_custom(|iterations| {
                    alternate(
                        iterations,
                        |times| fetches.time(contender, times),
                        |times| fetches.time(Contender::BareSpawns, times),
                    )
                });
            });
        }
        group.finish();
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

criterion_group! { name = in_times; config = settings(Ratio); targets = ratios }
criterion_group! { name = in_seconds; config = settings(WallTime); targets = baseline }
criterion_main!(in_times, in_seconds);

/// Callers, and the services that they ask.
struct Fetches {
    title: String,
    callers: Callers,
    services: Arc<[Arc<Yielding>]>,
}

impl Fetches {
    fn all() -> [Self; 4] {
        [(3, 1), (3, 64), (100, 1), (100, 64)].map(|(count, callers)| Self {
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
    const ALL: [Self; 7] = {
        let [one, two, three, four] = Pattern::ALL;
        let [one, two] = [Self::Pattern(one), Self::Pattern(two)];
        let [three, four] = [Self::Pattern(three), Self::Pattern(four)];
        [
            Self::BareSpawns,
            Self::JoinSet,
            Self::OneTask,
            one,
            two,
            three,
            four,
        ]
    };

    const fn name(self) -> &'static str {
        match self {
            Self::BareSpawns => "bare spawns",
            Self::JoinSet => "JoinSet by hand",
            Self::OneTask => "join_all on one task",
            Self::Pattern(pattern) => pattern.name(),
        }
    }

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

type Sections = BTreeMap<String, Value>;

#[expect(
    clippy::disallowed_methods,
    reason = "it is what an owner is measured against"
)]
async fn bare_spawns(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let spawn = |service: &Arc<Yielding>| {
        let (service, user) = (Arc::clone(service), user.clone());
        tokio::spawn(async move { section(&service, &user).await })
    };
    let handles: Vec<_> = services.iter().map(spawn).collect();
    let mut sections = Sections::new();
    for handle in handles {
        sections.extend([handle.await.expect("no call panics")]);
    }
    sections
}

async fn join_set(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let mut tasks = JoinSet::new();
    for service in services {
        let (service, user) = (Arc::clone(service), user.clone());
        tasks.spawn(async move { section(&service, &user).await });
    }
    tasks.join_all().await.into_iter().collect()
}

async fn one_task(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let calls = services.iter().map(|service| section(service, user));
    join_all(calls).await.into_iter().collect()
}

async fn section(service: &Yielding, user: &UserId) -> (String, Value) {
    let called = service.call(user).await;
    (service.0.clone(), called.expect("no call fails"))
}

/// A service that lets others run once, and then answers.
struct Yielding(String);

impl Service for Yielding {
    fn name(&self) -> &str {
        &self.0
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        yield_now().await;
        Ok(Value::Null)
    }
}

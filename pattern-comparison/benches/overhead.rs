//! What a pattern itself costs, beside two floors.
//!
//! **Measures** the time of one fetch from services that yield to the scheduler once and then
//! answer, on a runtime of two threads, by one caller and by 64 at once: at 64, the time in which
//! the machine does one more. Callers are tasks that loop: a fetch driven from `block_on` would
//! measure how a sleeping thread is woken.
//!
//! **Distorted by** the yield itself, which with one caller finds nothing else to do and looks for
//! I/O, a system call; by wakes of the second thread, which with one caller are most of the cost;
//! and by whatever else the machine does, which is why contenders take turns and only ratios of
//! medians mean something.
//!
//! **Baseline**: bare spawns, a task a service whose handles are awaited one by one. Beside it a
//! JoinSet that does no more, and as the other floor `join_all` of the same calls on one task: no
//! spawn at all, and no second thread. All give the same answer.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench overhead
//! ```

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::join_all;
use pattern_comparison::{Answer, CallError, Pattern, Service, ServiceError, UserId};
use serde_json::Value;
use shared_bench::{Options, Race};
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
};

/// Beyond what any fetch here takes.
const DEADLINE: Duration = Duration::from_secs(60);

fn main() -> io::Result<()> {
    let options = Options::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    for count in [3, 100] {
        let services: Arc<[_]> = (0..count).map(Yielding::new).map(Arc::new).collect();
        for (callers, words) in [(1, "one caller"), (64, "64 callers")] {
            let mut race = Race::new(format!("{count} services, {words}"));
            for contender in Contender::ALL {
                let (runtime, services) = (&runtime, &services);
                race = race.contender(contender.name(), move |fetches| {
                    contender.run(runtime, services, callers, fetches)
                });
            }
            if let Some(standings) = race.run(&options) {
                options.show(&standings)?;
            }
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Contender {
    BareSpawns,
    JoinSet,
    OneTask,
    Pattern(Pattern),
}

impl Contender {
    const ALL: [Self; 7] = {
        let [one, two, three, four] = Pattern::ALL;
        [
            Self::BareSpawns,
            Self::JoinSet,
            Self::OneTask,
            Self::Pattern(one),
            Self::Pattern(two),
            Self::Pattern(three),
            Self::Pattern(four),
        ]
    };

    fn name(self) -> &'static str {
        match self {
            Self::BareSpawns => "bare spawns",
            Self::JoinSet => "a JoinSet by hand",
            Self::OneTask => "join_all on one task",
            Self::Pattern(pattern) => pattern.name(),
        }
    }

    /// So many fetches, shared out among callers, each a task that loops.
    fn run(
        self,
        runtime: &Runtime,
        services: &Arc<[Arc<Yielding>]>,
        callers: u64,
        fetches: u64,
    ) -> Duration {
        let each = fetches.div_ceil(callers);
        let took = runtime.block_on(async {
            let start = Instant::now();
            let mut tasks = JoinSet::new();
            for _ in 0..callers {
                let services = Arc::clone(services);
                tasks.spawn(async move {
                    for _ in 0..each {
                        self.fetch(&services).await;
                    }
                });
            }
            tasks.join_all().await;
            start.elapsed()
        });
        took.mul_f64(fetches as f64 / (each * callers) as f64)
    }

    async fn fetch(self, services: &[Arc<Yielding>]) {
        let user = UserId::default();
        let answer = match self {
            Self::BareSpawns => bare_spawns(services, &user).await,
            Self::JoinSet => join_set(services, &user).await,
            Self::OneTask => on_one_task(services, &user).await,
            Self::Pattern(pattern) => pattern.fetch(services, &user, DEADLINE).await,
        };
        assert_eq!(answer.data.len(), services.len());
    }
}

/// The floor: the same answer by hand, without a panic caught, a deadline, or an owner.
#[expect(
    clippy::disallowed_methods,
    reason = "it is what a JoinSet is measured against"
)]
async fn bare_spawns(services: &[Arc<Yielding>], user: &UserId) -> Answer {
    let spawn = |service: &Arc<Yielding>| {
        let (service, user) = (Arc::clone(service), user.clone());
        tokio::spawn(async move { service.call(&user).await })
    };
    let handles: Vec<_> = services.iter().map(spawn).collect();
    let mut answer = Answer::default();
    for (service, handle) in services.iter().zip(handles) {
        let called = handle.await.expect("no call panics, and nobody aborts");
        answer.insert(service, called);
    }
    answer
}

/// The same with an owner, and nothing else.
async fn join_set(services: &[Arc<Yielding>], user: &UserId) -> Answer {
    let mut tasks = JoinSet::new();
    for service in services {
        let (service, user) = (Arc::clone(service), user.clone());
        tasks.spawn(async move {
            let called = service.call(&user).await;
            (service, called)
        });
    }
    let mut answer = Answer::default();
    while let Some(joined) = tasks.join_next().await {
        let (service, called) = joined.expect("no call panics, and nobody aborts");
        answer.insert(&service, called);
    }
    answer
}

/// The other floor: no task, so that all calls share the caller's thread.
async fn on_one_task(services: &[Arc<Yielding>], user: &UserId) -> Answer {
    let calls = services.iter().map(|service| service.call(user));
    let mut answer = Answer::default();
    for (service, called) in services.iter().zip(join_all(calls).await) {
        answer.insert(service, called);
    }
    answer
}

trait Insert {
    fn insert(&mut self, service: &Yielding, called: Result<Value, CallError>);
}

impl Insert for Answer {
    fn insert(&mut self, service: &Yielding, called: Result<Value, CallError>) {
        let service = service.name.clone();
        match called {
            Ok(section) => {
                self.data.insert(service, section);
            }
            Err(error) => self.errors.push(ServiceError { service, error }),
        }
    }
}

/// A service that lets others run once, and then has its answer.
struct Yielding {
    name: String,
}

impl Yielding {
    fn new(index: usize) -> Self {
        Self {
            name: format!("service-{index}"),
        }
    }
}

impl Service for Yielding {
    fn name(&self) -> &str {
        &self.name
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        yield_now().await;
        Ok(Value::Null)
    }
}

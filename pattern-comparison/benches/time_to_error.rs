//! From the instant at which one service fails to the instant at which its pattern returns.
//!
//! **Measures** on the real clock, with all other calls in flight. Under `fail-fast` the others never
//! answer: it has to stop them, and to wait until they have stopped. The other patterns would wait for
//! ever; there the others answer 20 ms after the start, and those 20 ms are what you see.
//!
//! **Distorted by** the machine's other work, and by the second thread: stopping a task that it holds
//! takes a wake.
//!
//! **Baseline**: `fail-fast` with three services. Stopping is not free: read its line from 3 to 1,000.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench time_to_error
//! ```

use std::{
    future::pending,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use criterion::{
    AxisScale, BenchmarkId, Criterion, PlotConfiguration, SamplingMode, criterion_group,
    criterion_main, measurement::WallTime,
};
use measurements::{Callers, settings};
use pattern_comparison::{CallError, Pattern, Service, UserId};
use serde_json::Value;
use tokio::{sync::Barrier, task::JoinSet, time::sleep_until};

/// Beyond what any fetch here takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// When the others answer, under a pattern that waits for them.
const WAITED_FOR: Duration = Duration::from_millis(20);

/// One line a pattern, over the number of services.
fn time_to_error(criterion: &mut Criterion<WallTime>) {
    let runtime = Callers::new(1);
    let runtime = runtime.runtime();
    let mut group = criterion.benchmark_group("time to error");
    group.sampling_mode(SamplingMode::Flat);
    group.plot_config(PlotConfiguration::default().summary_scale(AxisScale::Logarithmic));
    for pattern in Pattern::ALL {
        for services in [3, 10, 100, 1_000] {
            group.bench_function(BenchmarkId::new(pattern.name(), services), |bencher| {
                bencher.iter_custom(|times| {
                    let times = (0..times).map(|_| runtime.block_on(once(pattern, services)));
                    times.sum()
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = settings(WallTime).sample_size(10).measurement_time(Duration::from_millis(500));
    targets = time_to_error
}
criterion_main!(benches);

/// In a task: a fetch that `block_on` itself drives is woken more slowly.
async fn once(pattern: Pattern, count: usize) -> Duration {
    let mut caller = JoinSet::new();
    caller.spawn(async move {
        let script = Arc::new(Script {
            all_asked: Barrier::new(count),
            failed_at: OnceLock::new(),
            answers_at: (pattern != Pattern::FailFast)
                .then(|| tokio::time::Instant::now() + WAITED_FOR),
        });
        let services: Vec<_> = (0..count)
            .map(|index| {
                Arc::new(Scripted {
                    name: format!("service-{index}"),
                    fails: index == 0,
                    script: Arc::clone(&script),
                })
            })
            .collect();
        let answer = pattern.fetch(&services, &UserId::default(), DEADLINE).await;
        let returned = Instant::now();
        assert_eq!(answer.errors.len(), 1);
        let failed_at = script.failed_at.get().copied();
        returned - failed_at.expect("the first service has failed")
    });
    let took = caller.join_next().await.expect("one task was spawned");
    took.expect("it does not panic, and nothing aborts it")
}

/// What all services of a fetch share.
struct Script {
    all_asked: Barrier,
    failed_at: OnceLock<Instant>,
    /// When the others answer, if they do.
    answers_at: Option<tokio::time::Instant>,
}

/// Fails as soon as all are asked, or does not.
struct Scripted {
    name: String,
    fails: bool,
    script: Arc<Script>,
}

impl Service for Scripted {
    fn name(&self) -> &str {
        &self.name
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        self.script.all_asked.wait().await;
        if self.fails {
            let _ = self.script.failed_at.set(Instant::now());
            return Err(CallError::Failed("out of order".into()));
        }
        match self.script.answers_at {
            Some(instant) => sleep_until(instant).await,
            None => pending().await,
        }
        Ok(Value::Null)
    }
}

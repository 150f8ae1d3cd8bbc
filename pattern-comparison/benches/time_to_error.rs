//! From the instant at which one service fails to the instant at which its pattern returns.
//!
//! **Measures** on the real clock, on a runtime of two threads, with all other calls under way. Under
//! `fail-fast` the others would never answer: it has to stop them. The patterns that wait would wait
//! for ever, so there the others answer 20 ms after the start, and what is measured is that wait.
//!
//! **Distorted by** the machine's other work, and by the second thread: stopping a task that it
//! holds takes a wake.
//!
//! **Baseline**: `fail-fast` with three services; a tie with the others' 20 ms is what the patterns
//! that wait are expected to show.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench time_to_error
//! ```

use std::{
    future::pending,
    io,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use pattern_comparison::{CallError, Pattern, Service, UserId};
use serde_json::Value;
use shared_bench::{Options, Race};
use tokio::{runtime::Builder, sync::Barrier, time::sleep_until};

/// What nobody here reaches.
const DEADLINE: Duration = Duration::from_secs(60);

/// When those answer that are waited for.
const WAITED_FOR: Duration = Duration::from_millis(20);

fn main() -> io::Result<()> {
    let options = Options::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    for services in [3, 10, 100, 1_000] {
        let mut race = Race::new(format!("{services} services, one fails")).most_iterations(16);
        for pattern in [
            Pattern::FailFast,
            Pattern::TimeoutHybrid,
            Pattern::Channels,
            Pattern::JoinAll,
        ] {
            let runtime = &runtime;
            race = race.contender(pattern.name(), move |times| {
                (0..times)
                    .map(|_| runtime.block_on(time_to_error(pattern, services)))
                    .sum()
            });
        }
        if let Some(standings) = race.run(&options) {
            options.show(&standings)?;
        }
    }
    Ok(())
}

/// In a task, as a fetch that is driven from `block_on` is woken more slowly.
async fn time_to_error(pattern: Pattern, count: usize) -> Duration {
    let mut caller = tokio::task::JoinSet::new();
    caller.spawn(async move {
        let failed_at = Arc::new(Mutex::new(None));
        let all_asked = Arc::new(Barrier::new(count));
        let others =
            (pattern != Pattern::FailFast).then(|| tokio::time::Instant::now() + WAITED_FOR);
        let services: Vec<_> = (0..count)
            .map(|index| {
                Arc::new(Scripted {
                    name: format!("service-{index}"),
                    all_asked: Arc::clone(&all_asked),
                    failed_at: (index == 0).then(|| Arc::clone(&failed_at)),
                    answers_at: others,
                })
            })
            .collect();
        let answer = pattern.fetch(&services, &UserId::default(), DEADLINE).await;
        let returned = Instant::now();
        assert_eq!(answer.errors.len(), 1);
        let failed_at = failed_at.lock().expect("no panic under the lock");
        returned - failed_at.expect("the first service has failed")
    });
    let took = caller.join_next().await.expect("one task was spawned");
    took.expect("it does not panic, and nobody aborts it")
}

/// Fails as soon as all have been asked, or does not.
struct Scripted {
    name: String,
    all_asked: Arc<Barrier>,
    /// Where the one that fails writes down when.
    failed_at: Option<Arc<Mutex<Option<Instant>>>>,
    /// When the others answer, if they do.
    answers_at: Option<tokio::time::Instant>,
}

impl Service for Scripted {
    fn name(&self) -> &str {
        &self.name
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        self.all_asked.wait().await;
        if let Some(failed_at) = &self.failed_at {
            *failed_at.lock().expect("no panic under the lock") = Some(Instant::now());
            return Err(CallError::Failed("out of order".into()));
        }
        match self.answers_at {
            Some(instant) => sleep_until(instant).await,
            None => pending().await,
        }
        Ok(Value::Null)
    }
}

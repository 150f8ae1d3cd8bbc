//! What the caller waits, in each built-in scenario, under each pattern.
//!
//! **Measures** virtual time: the paused clock of a runtime, which moves only while every task waits.
//! So a value is the script's own, to the millisecond, at every run and on every machine. What has not
//! returned after 30 s "never returns". A caller that leaves has no answer to wait for: in its group a
//! line says until when the services work for it.
//!
//! **Distorted by** nothing, and that is what it leaves out: the code itself takes no time here. That is
//! in `overhead`.
//!
//! **Baseline**: the scenario's slowest service. Exact values are compared with an earlier run only if
//! you name one: see [`measurements::exact`].
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench fail_fast
//! ```

use std::{sync::Arc, time::Duration};

use criterion::{AxisScale, Criterion, PlotConfiguration, SamplingMode, criterion_main};
use measurements::{PausedClock, VirtualTime, exact};
use pattern_comparison::{BuiltIn, Deadline, Pattern, Scenario, UserId};
use shared_judge::alive_tasks;
use shared_mocks::ScriptedService;
use timeline::Recorder;
use tokio::{
    task::yield_now,
    time::{sleep, timeout},
};

criterion_main!(fail_fast);

fn fail_fast() {
    let mut criterion = exact(VirtualTime);
    for built_in in BuiltIn::ALL {
        compare(&mut criterion, &built_in);
    }
}

/// One group a scenario, one line a pattern.
fn compare(criterion: &mut Criterion<VirtualTime>, built_in: &BuiltIn) {
    let scenario = built_in.scenario;
    let name = match scenario.leave {
        None => built_in.name.to_owned(),
        Some(_) => format!("{}, until nothing runs", built_in.name),
    };
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat);
    // From 10 ms to 30 s: both ends are to be seen.
    group.plot_config(PlotConfiguration::default().summary_scale(AxisScale::Logarithmic));
    for pattern in Pattern::ALL {
        group.bench_function(pattern.name(), |bencher| {
            bencher
                .to_async(PausedClock)
                .iter(|| wait(pattern, &scenario));
        });
    }
    group.finish();
}

/// Waits as the scenario's caller does; where that leaves, for the work that it has caused.
async fn wait(pattern: Pattern, scenario: &Scenario) {
    let recorder = Recorder::new();
    let services: Vec<_> = scenario
        .services()
        .map(|(name, behaviour)| Arc::new(ScriptedService::new(name, behaviour, &recorder)))
        .collect();
    let (user, deadline) = (UserId::default(), Deadline::default().into());
    let answer = pattern.fetch(&services, &user, deadline);
    let patience = scenario.leave.map_or(VirtualTime::NEVER, Duration::from);
    let answered = timeout(patience, answer).await;
    if scenario.leave.is_some() {
        assert!(answered.is_err(), "the caller leaves before the answer");
        yield_now().await;
        while alive_tasks() > 0 {
            sleep(Duration::from_millis(1)).await;
            // The tasks of this millisecond first.
            yield_now().await;
        }
    }
}

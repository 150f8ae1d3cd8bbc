//! The comparison on tokio's paused clock: exact, the same at every run, and at once.

use std::{sync::Arc, time::Duration};

use shared_mocks::{Latency, Probe, ScriptedService};
use tokio::runtime::Builder;

use super::{Comparison, Run, observe, patience};
use crate::{Pattern, Scenario, Selection};

/// What does not answer within this time never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Plays `selection` under every pattern, each in a paused runtime of its own.
///
/// Takes no real time, whatever the script's latencies. When it returns nothing runs on: the calls
/// that a pattern left running end with their runtime.
///
/// # Panics
/// Inside a tokio runtime, as it blocks: call it through
/// [`spawn_blocking`](tokio::task::spawn_blocking) there.
///
/// ```
/// use pattern_comparison::compare::{Outcome, in_virtual_time};
/// use std::time::Duration;
///
/// let comparison = in_virtual_time("one-fails".parse()?, "1s".parse()?);
/// let fail_fast = &comparison.runs[3];
/// let Outcome::Answered { after, .. } = fail_fast.outcome else { panic!("no answer") };
/// assert_eq!(after, Duration::from_millis(10));
/// assert_eq!(fail_fast.cancelled(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn in_virtual_time(selection: Selection, deadline: Latency) -> Comparison {
    let scenario = selection.scenario();
    let runs = Pattern::ALL
        .map(|pattern| run(pattern, &scenario, deadline))
        .into();
    Comparison {
        selection,
        deadline,
        runs,
    }
}

fn run(pattern: Pattern, scenario: &Scenario, deadline: Latency) -> Run {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O asks the system for nothing that could be refused");
    runtime.block_on(async {
        let probe = Probe::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| Arc::new(ScriptedService::new(name, behaviour, &probe)))
            .collect::<Vec<_>>();
        let patience = patience(scenario, deadline, PATIENCE);
        observe(pattern, &services, &probe, scenario, deadline, patience).await
    })
}

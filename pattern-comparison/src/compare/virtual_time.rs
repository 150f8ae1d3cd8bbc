//! The comparison on tokio's paused clock: exact, the same at every run, and at once.

use std::{sync::Arc, time::Duration};

use shared_mocks::{Latency, Probe, ScriptedService};
use tokio::runtime::Builder;

use super::{Comparison, Lane, Run, observe, patience};
use crate::{Scenario, Selection};

/// What does not answer within this time never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Plays `selection` in every lane, each in a paused runtime of its own.
///
/// Takes no real time, whatever the script's latencies. When it returns nothing runs on: the calls
/// that a lane left running end with their runtime.
///
/// # Errors
/// If a service blocks its thread: that takes real time, and no virtual time passes meanwhile.
///
/// # Panics
/// Inside a tokio runtime, as it blocks: call it through
/// [`spawn_blocking`](tokio::task::spawn_blocking) there.
///
/// ```
/// use pattern_comparison::compare::{Lane, Outcome, in_virtual_time};
/// use std::time::Duration;
///
/// let comparison = in_virtual_time("one-fails".parse()?, "1s".parse()?, &Lane::PATTERNS)?;
/// let fail_fast = &comparison.runs[3];
/// let Outcome::Answered { after, .. } = fail_fast.outcome else { panic!("no answer") };
/// assert_eq!(after, Duration::from_millis(10));
/// assert_eq!(fail_fast.cancelled(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn in_virtual_time(
    selection: Selection,
    deadline: Latency,
    lanes: &[Lane],
) -> Result<Comparison, BlocksError> {
    let scenario = selection.scenario();
    if let Some(word) = scenario.blocking_word() {
        return Err(BlocksError { word });
    }
    let runs = lanes
        .iter()
        .map(|lane| run(*lane, &scenario, deadline))
        .collect();
    Ok(Comparison {
        selection,
        deadline,
        runs,
    })
}

fn run(lane: Lane, scenario: &Scenario, deadline: Latency) -> Run {
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
        observe(lane, &services, &probe, scenario, deadline, patience).await
    })
}

/// A scenario that cannot be played in virtual time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} blocks a thread, which takes real time: it plays with `--live` only")]
pub struct BlocksError {
    word: String,
}

//! The comparison on tokio's paused clock: exact, the same at every run, and instant.

use std::{sync::Arc, time::Duration};

use shared_mocks::ScriptedService;
use timeline::Recorder;
use tokio::runtime::Builder;

use super::{Comparison, Run, observe, patience};
use crate::{Answer, Deadline, Pattern, Scenario, Selection, UserId, patterns::obvious_mistake};

/// A pattern that has not answered within this time never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs `selection` under every pattern, each in a paused runtime of its own.
///
/// Takes no real time, whatever the script's latencies. When it returns, nothing is running: calls
/// that a pattern leaves running end with their runtime.
///
/// # Panics
/// Inside a tokio runtime, because it blocks: call it through
/// [`spawn_blocking`](tokio::task::spawn_blocking) there.
///
/// ```
/// use pattern_comparison::{Deadline, compare::{Outcome, in_virtual_time}};
/// use std::time::Duration;
///
/// let comparison = in_virtual_time("one-fails".parse()?, Deadline::default());
/// let fail_fast = &comparison.runs[3];
/// let Outcome::Answered { after, .. } = fail_fast.outcome else { panic!("no answer") };
/// assert_eq!(after, Duration::from_millis(10));
/// assert_eq!(fail_fast.cancelled(), 2);
/// # Ok::<(), pattern_comparison::ParseScenarioError>(())
/// ```
#[must_use]
pub fn in_virtual_time(selection: Selection, deadline: Deadline) -> Comparison {
    let scenario = selection.scenario();
    let runs = Pattern::ALL.map(|pattern| {
        run(
            pattern.name(),
            &scenario,
            deadline,
            async |services, user, deadline| pattern.fetch(services, user, deadline).await,
        )
    });
    Comparison {
        selection,
        deadline,
        runs: runs.into(),
    }
}

impl Comparison {
    /// Runs [`obvious_mistake`] too, as the last lane.
    #[must_use]
    pub fn with_mistake(mut self) -> Self {
        let scenario = self.selection.scenario();
        let mistake = obvious_mistake::fetch::<ScriptedService>;
        self.runs
            .push(run("obvious-mistake", &scenario, self.deadline, mistake));
        self
    }
}

fn run(
    name: &'static str,
    scenario: &Scenario,
    deadline: Deadline,
    fetch: impl AsyncFnOnce(&[Arc<ScriptedService>], &UserId, Duration) -> Answer,
) -> Run {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O needs nothing that the system could refuse");
    runtime.block_on(async {
        let recorder = Recorder::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| Arc::new(ScriptedService::new(name, behaviour, &recorder)))
            .collect::<Vec<_>>();
        let user = UserId::default();
        let fetch = fetch(&services, &user, deadline.into());
        let patience = patience(scenario, deadline, PATIENCE);
        observe(name, fetch, &recorder, scenario, patience).await
    })
}

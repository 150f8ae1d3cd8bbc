//! One scenario under each pattern, every call recorded.

mod virtual_time;

use std::time::Duration;

use serde::Serialize;
use shared_mocks::Latency;
use timeline::{Call, Ending, Recorder};
use tokio::{
    select,
    task::yield_now,
    time::{Instant, sleep},
};

pub use virtual_time::in_virtual_time;

use crate::{Answer, Deadline, Scenario, Selection, Status};

/// A scenario and the run of each pattern.
#[derive(Debug)]
pub struct Comparison {
    /// The scenario.
    pub selection: Selection,
    /// The deadline of each pattern.
    pub deadline: Deadline,
    /// One run for each pattern, in the order of [`Pattern::ALL`](crate::Pattern::ALL).
    pub runs: Vec<Run>,
}

/// One pattern's run of a scenario.
#[derive(Debug)]
pub struct Run {
    /// The pattern's name.
    pub name: &'static str,
    /// What the caller got.
    pub outcome: Outcome,
    /// Every call, as it was when the caller got its answer, left, or had waited long enough.
    pub calls: Vec<Call>,
}

/// What the caller got.
#[derive(Debug)]
pub enum Outcome {
    /// An answer.
    Answered {
        /// The answer.
        answer: Answer,
        /// How long the caller waited for it.
        after: Duration,
    },
    /// Nothing: the caller left first.
    Abandoned {
        /// When the caller left.
        after: Duration,
    },
    /// Nothing: the caller is still waiting.
    Never {
        /// How long the run was watched.
        watched: Duration,
    },
}

impl Outcome {
    /// How it ended for the caller.
    #[must_use]
    pub fn status(&self) -> RunStatus {
        match self {
            Self::Answered { answer, .. } => answer.status().into(),
            Self::Abandoned { .. } => RunStatus::Abandoned,
            Self::Never { .. } => RunStatus::Never,
        }
    }
}

/// How a run ended for its caller: with an answer of some [`Status`], or without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// An answer with every section.
    Complete,
    /// An answer with some sections.
    Partial,
    /// An answer without a section.
    Failed,
    /// No answer: the caller left.
    Abandoned,
    /// No answer: the caller is still waiting.
    Never,
}

impl From<Status> for RunStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Complete => Self::Complete,
            Status::Partial => Self::Partial,
            Status::Failed => Self::Failed,
        }
    }
}

impl RunStatus {
    /// Its name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
            Self::Never => "never",
        }
    }
}

impl Run {
    /// How many calls were cancelled.
    #[must_use]
    pub fn cancelled(&self) -> usize {
        self.count(Ending::Dropped)
    }

    /// How many calls were still running.
    #[must_use]
    pub fn running(&self) -> usize {
        self.count(Ending::Running)
    }

    fn count(&self, ending: Ending) -> usize {
        self.calls
            .iter()
            .filter(|call| call.ending == ending)
            .count()
    }
}

/// Awaits `fetch` as the scenario's caller does, and records the run.
///
/// Call it on a current-thread runtime: there, an aborted task has ended one turn later.
///
/// # Cancel safety
/// Dropping the future drops `fetch` and records nothing.
pub async fn observe(
    name: &'static str,
    fetch: impl Future<Output = Answer>,
    recorder: &Recorder,
    scenario: &Scenario,
    patience: Duration,
) -> Run {
    let start = Instant::now();
    // Boxed, so that it can be dropped at the moment when the caller leaves.
    let mut fetch = Box::pin(fetch);
    let outcome = select! {
        // The same result at every run, also if two things happen at one instant.
        biased;
        answer = &mut fetch => Outcome::Answered { answer, after: start.elapsed() },
        () = leaving(scenario.leave) => Outcome::Abandoned { after: start.elapsed() },
        () = sleep(patience) => Outcome::Never { watched: patience },
    };
    // A pattern that has returned must have nothing running, so look now. A caller that leaves
    // drops the fetch; its tasks end after one more turn of the runtime.
    if matches!(outcome, Outcome::Abandoned { .. }) {
        drop(fetch);
        yield_now().await;
    }
    Run {
        name,
        outcome,
        calls: recorder.calls(),
    }
}

async fn leaving(after: Option<Latency>) {
    match after {
        Some(latency) => sleep(latency.into()).await,
        None => std::future::pending().await,
    }
}

/// How long to watch before saying "never": at least `least`, or a second past the last event of
/// the script.
#[must_use]
pub fn patience(scenario: &Scenario, deadline: Deadline, least: Duration) -> Duration {
    let latencies = scenario
        .behaviours
        .into_iter()
        .filter_map(|it| it.latency());
    let moments = latencies.chain(scenario.leave).map(Duration::from);
    let last = moments.fold(deadline.into(), Duration::max);
    least.max(last + Duration::from_secs(1))
}

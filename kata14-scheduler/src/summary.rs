//! The account of a schedule, and the log event of each run: given.

use std::{error::Error, thread};

use tokio::time::Instant;
use tracing::{info, warn};

use crate::{JobError, Tick};

/// What a schedule did, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Summary {
    /// Runs that ended, in whichever way.
    pub runs: u64,
    /// Runs that returned an error.
    pub failures: u64,
    /// Runs that panicked.
    pub panics: u64,
    /// Ticks that were passed over because an earlier run was still running.
    pub missed: u64,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// The job returned.
    Ok,
    /// The job returned an error.
    Failed(JobError),
    /// The job panicked.
    Panicked,
    /// The job did not end within its grace period and was dropped.
    Stopped,
}

/// From what `catch_unwind` makes of a job's result.
impl From<thread::Result<Result<(), JobError>>> for Ended {
    fn from(result: thread::Result<Result<(), JobError>>) -> Self {
        match result {
            Ok(Ok(())) => Self::Ok,
            Ok(Err(error)) => Self::Failed(error),
            Err(_panic) => Self::Panicked,
        }
    }
}

impl Summary {
    /// Counts a run that has just ended, and logs it: `tick`, `late_ms`, `elapsed_ms`, `outcome`,
    /// and `error` if it failed. INFO if it returned, else WARN.
    pub fn record(&mut self, tick: Tick, started: Instant, ended: &Ended) {
        self.runs += 1;
        self.failures += u64::from(matches!(ended, Ended::Failed(_)));
        self.panics += u64::from(matches!(ended, Ended::Panicked));

        let late_ms = started.saturating_duration_since(tick.due).as_millis() as u64;
        let elapsed_ms = started.elapsed().as_millis() as u64;
        let tick = tick.number;
        let (outcome, error) = match ended {
            Ended::Ok => return info!(tick, late_ms, elapsed_ms, outcome = "ok", "run ended"),
            Ended::Failed(error) => ("failed", Some(error.as_ref() as &(dyn Error + 'static))),
            Ended::Panicked => ("panicked", None),
            Ended::Stopped => ("stopped", None),
        };
        warn!(tick, late_ms, elapsed_ms, outcome, error, "run ended");
    }
}

//! Your turn: fill in [`Scheduler::run`], then, for the stretch, [`Scheduler::set_period`].
//!
//! The builder is given. Change what you like in this file, fields too, as long as its public names
//! stay.
#![allow(
    clippy::todo,
    dead_code,
    reason = "this is the exercise: `run` is yours to write"
)]

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{ConfigError, Job, Settings, Summary};

/// Builds a [`Scheduler`].
pub type SchedulerBuilder<J> = crate::SchedulerBuilder<J, Scheduler<J>>;

/// Runs a job at every tick of a grid, and never twice at once.
#[derive(Debug)]
pub struct Scheduler<J> {
    settings: Settings<J>,
}

impl<J> From<Settings<J>> for Scheduler<J> {
    fn from(settings: Settings<J>) -> Self {
        Self { settings }
    }
}

impl<J: Job> Scheduler<J> {
    /// Starts from the job, its period and the defaults.
    pub fn builder(job: J, every: Duration) -> SchedulerBuilder<J> {
        SchedulerBuilder::new(job, every)
    }

    /// Runs the job at every tick until `cancel` is cancelled.
    pub async fn run(&self, cancel: &CancellationToken) -> Summary {
        todo!("wait for each tick, run the job, and stop when {cancel:?} is cancelled")
    }

    /// Stretch: changes the period from the next tick on, also while `run` is running.
    ///
    /// # Errors
    /// [`ConfigError::ZeroPeriod`] if the period is zero.
    pub fn set_period(&self, every: Duration) -> Result<(), ConfigError> {
        todo!("stretch: from the next tick on, tick every {every:?}")
    }
}

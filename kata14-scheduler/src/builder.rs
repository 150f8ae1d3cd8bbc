//! The settings and their builder: given, and the same for the exercise and the solution.

use std::{marker::PhantomData, time::Duration};

use crate::{ConfigError, First, Jitter, Job};

/// What a scheduler is built from: checked, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings<J> {
    /// What runs at every tick.
    pub job: J,
    /// The period; never zero.
    pub every: Duration,
    /// How far ticks spread around their places.
    pub jitter: Jitter,
    /// What the jitter is drawn from; random for each scheduler unless the caller set it.
    pub seed: u64,
    /// When the first run starts.
    pub first: First,
    /// How long a run may take to end after the cancellation.
    pub grace: Duration,
}

/// Builds a scheduler of type `S`; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct SchedulerBuilder<J, S> {
    settings: Settings<J>,
    /// The exercise and the solution share this builder, and each builds its own scheduler.
    builds: PhantomData<fn() -> S>,
}

impl<J: Job, S: From<Settings<J>>> SchedulerBuilder<J, S> {
    /// Starts from the job, its period and the defaults.
    pub fn new(job: J, every: Duration) -> Self {
        Self {
            settings: Settings {
                job,
                every,
                jitter: Jitter::NONE,
                seed: fastrand::u64(..),
                first: First::default(),
                grace: Duration::from_secs(1),
            },
            builds: PhantomData,
        }
    }

    /// How far ticks spread around their places, [`Jitter::NONE`] unless set.
    pub fn jitter(mut self, jitter: Jitter) -> Self {
        self.settings.jitter = jitter;
        self
    }

    /// Makes the jitter repeatable. Unless set, each scheduler has a random seed.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// When the first run starts, [`First::AfterOnePeriod`] unless set.
    pub fn first(mut self, first: First) -> Self {
        self.settings.first = first;
        self
    }

    /// How long a run may take to end after the cancellation, 1 s unless set.
    ///
    /// [`Duration::ZERO`] drops the run at the cancellation, [`Duration::MAX`] waits for it however
    /// long it takes.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.settings.grace = grace;
        self
    }

    /// The scheduler; it does nothing until its `run` is polled.
    ///
    /// # Errors
    /// [`ConfigError`] if the period is zero or the jitter is not 1 to 50 percent.
    pub fn build(self) -> Result<S, ConfigError> {
        ConfigError::check_period(self.settings.every)?;
        self.settings.jitter.check()?;
        Ok(S::from(self.settings))
    }
}

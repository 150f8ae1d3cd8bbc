//! The types the scheduler works with: given, and the same for the exercise and the solution.

use std::{error::Error, time::Duration};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Why a run failed: the job's own error. The scheduler logs it and goes on.
pub type JobError = Box<dyn Error + Send + Sync>;

/// The port: what runs at every tick.
///
/// Write an implementation's `run` as a plain `async fn`; the trait spells the future out to say
/// that it is `Send`.
pub trait Job: Send + Sync + 'static {
    /// Runs once, for `tick`.
    ///
    /// When `stop` is cancelled, end soon: after the scheduler's grace period the future is dropped.
    fn run(
        &self,
        stop: &CancellationToken,
        tick: Tick,
    ) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// One place in the schedule at which the job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tick {
    /// Its place on the grid: tick k belongs at start + k periods.
    pub number: u64,
    /// When it is due: its place plus its own jitter.
    pub due: Instant,
    /// How many ticks were missed between the run before and this one.
    pub missed: u64,
}

impl Tick {
    /// A tick from its parts.
    #[must_use]
    pub const fn new(number: u64, due: Instant, missed: u64) -> Self {
        Self {
            number,
            due,
            missed,
        }
    }
}

/// When the first run starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum First {
    /// One period after the start, at tick 1, with jitter.
    #[default]
    AfterOnePeriod,
    /// At the start, at tick 0, without jitter.
    AtOnce,
}

/// How far a tick may be from its place on the grid, earlier or later: a share of the period.
///
/// ```
/// use std::time::Duration;
/// use kata14_scheduler::Jitter;
///
/// let five_seconds = Duration::from_secs(5);
/// assert_eq!(Jitter::percent(10).reach(five_seconds), Duration::from_millis(500));
/// assert_eq!(Jitter::NONE.reach(five_seconds), Duration::ZERO);
/// assert!(Jitter::percent(51).check().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Jitter(Option<u8>);

impl Jitter {
    /// Every tick is due at its place on the grid.
    pub const NONE: Self = Self(None);

    /// Up to `percent` of the period earlier or later, 1 to 50.
    ///
    /// Above 50, two ticks could change places. [`check`](Self::check), which the scheduler's
    /// `build` calls, refuses that, and 0 too.
    #[must_use]
    pub const fn percent(percent: u8) -> Self {
        Self(Some(percent))
    }

    /// Checks that the percentage is one from 1 to 50.
    ///
    /// # Errors
    /// [`ConfigError::JitterOutOfRange`] if it is not.
    pub const fn check(self) -> Result<Self, ConfigError> {
        match self.0 {
            None | Some(1..=50) => Ok(self),
            Some(percent) => Err(ConfigError::JitterOutOfRange { percent }),
        }
    }

    /// The longest time by which a tick may be early or late when the period is `every`.
    #[must_use]
    pub fn reach(self, every: Duration) -> Duration {
        let percent = u128::from(self.0.unwrap_or(0).min(100));
        // At most the whole period, so it fits.
        Duration::from_nanos_u128(every.as_nanos() * percent / 100)
    }
}

/// Why there is no scheduler with these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ConfigError {
    /// The period is zero: ticks would never end.
    #[error("the period is zero")]
    ZeroPeriod,
    /// The jitter is not 1 to 50 percent of the period.
    #[error("a jitter of {percent} percent is not from 1 to 50")]
    JitterOutOfRange {
        /// The percentage that was asked for.
        percent: u8,
    },
}

impl ConfigError {
    /// Checks that a period is not zero.
    ///
    /// # Errors
    /// [`ConfigError::ZeroPeriod`] if it is.
    pub const fn check_period(every: Duration) -> Result<Duration, Self> {
        if every.is_zero() {
            Err(Self::ZeroPeriod)
        } else {
            Ok(every)
        }
    }
}

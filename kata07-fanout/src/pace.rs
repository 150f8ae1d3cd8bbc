//! governor on tokio's clock, so that a test can run it in virtual time.
//!
//! governor's own `until_ready` waits on its own timer, which tokio's paused clock does not move.
//! Here governor computes each wait, and tokio sleeps it.

use std::{num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::time::{Instant, sleep};

/// tokio's clock as governor reads it: the time since `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokioClock {
    zero: Instant,
}

impl TokioClock {
    /// Starts the clock at zero.
    #[must_use]
    pub fn start() -> Self {
        Self {
            zero: Instant::now(),
        }
    }
}

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.zero.elapsed()
    }
}

/// A rate limit: `rate` requests a second in the long run, and `burst` at once after a rest.
///
/// In any window of `w` seconds it lets at most `burst + rate · w` requests pass. governor counts in
/// whole nanoseconds, so the rate is no longer exact far above a million a second.
///
/// ```
/// use kata07_fanout::Pace;
/// use std::{num::NonZeroU32, time::Duration};
/// use tokio::time::Instant;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let [rate, burst] = [10, 20].map(|n| NonZeroU32::new(n).expect("not zero"));
/// let pace = Pace::new(rate, burst);
/// let start = Instant::now();
/// for _ in 0..50 {
///     pace.ready().await;
/// }
/// // 20 at once, 30 more at 10 a second.
/// assert_eq!(start.elapsed(), Duration::from_secs(3));
/// # }
/// ```
#[derive(Debug)]
pub struct Pace {
    limiter: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Duration>>,
}

impl Pace {
    /// Starts with `burst` tokens, and adds `requests_per_second` of them a second.
    ///
    /// governor's `Quota::per_second(n)` alone would make the burst `n` as well.
    #[must_use]
    pub fn new(requests_per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(requests_per_second).allow_burst(burst);
        Self {
            limiter: RateLimiter::direct_with_clock(quota, TokioClock::start()),
        }
    }

    /// Starts one of `parts` equal parts of such a limit: a token every `parts / requests_per_second`
    /// seconds, and `burst / parts` at once, but at least 1.
    #[must_use]
    pub fn part(requests_per_second: NonZeroU32, burst: NonZeroU32, parts: NonZeroU32) -> Self {
        let interval = Duration::from_secs(1) * parts.get() / requests_per_second.get();
        let burst = NonZeroU32::new(burst.get() / parts.get()).unwrap_or(NonZeroU32::MIN);
        // governor counts at most one token a nanosecond.
        let interval = interval.max(Duration::from_nanos(1));
        let quota = Quota::with_period(interval).expect("it is not zero");
        Self {
            limiter: RateLimiter::direct_with_clock(quota.allow_burst(burst), TokioClock::start()),
        }
    }

    /// Waits until there is a token, and takes it.
    ///
    /// There is no queue: when several tasks wait, any of them may be next.
    ///
    /// # Cancel safety
    /// Drop the future at any await: no token is lost. governor reserves nothing, and the poll that
    /// takes the token is the one that returns.
    pub async fn ready(&self) {
        while let Err(early) = self.limiter.check() {
            sleep(early.wait_time_from(self.limiter.clock().now())).await;
        }
    }
}

//! governor on tokio's clock: the same pace in production and, exactly, in virtual time.
//!
//! governor's own `until_ready` waits on a timer of its own, which a paused clock does not move and
//! an unpaused one is not needed for. So the clock is tokio's, and the wait is a tokio sleep of
//! just the length that governor computed.

use std::{num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::time::{Instant, sleep};

/// tokio's clock as governor reads it: the time since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokioClock {
    zero: Instant,
}

impl TokioClock {
    /// A clock that starts now.
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

/// A budget of requests: so many a second, and so many at once after a rest.
///
/// In any window of `w` seconds it lets at most `burst + rate · w` requests pass. (governor counts in
/// whole nanoseconds: far above a million a second the rate is no longer exact.)
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
    /// A full budget of `burst`, refilled at `requests_per_second`.
    ///
    /// `Quota::per_second(n)` alone would set the burst to `n`, too.
    #[must_use]
    pub fn new(requests_per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(requests_per_second).allow_burst(burst);
        Self {
            limiter: RateLimiter::direct_with_clock(quota, TokioClock::start()),
        }
    }

    /// One of `parts` equal parts of such a budget: a token every `parts / requests_per_second`
    /// seconds, and `burst / parts` at once, but at least 1.
    #[must_use]
    pub fn part(requests_per_second: NonZeroU32, burst: NonZeroU32, parts: NonZeroU32) -> Self {
        let interval = Duration::from_secs(1) * parts.get() / requests_per_second.get();
        let burst = NonZeroU32::new(burst.get() / parts.get()).unwrap_or(NonZeroU32::MIN);
        // Rates beyond governor's nanosecond are as one token each.
        let interval = interval.max(Duration::from_nanos(1));
        let quota = Quota::with_period(interval).expect("it is not zero");
        Self {
            limiter: RateLimiter::direct_with_clock(quota.allow_burst(burst), TokioClock::start()),
        }
    }

    /// Takes one token, once there is one.
    ///
    /// Who waits is not in a queue: of several, any may be the next.
    ///
    /// # Cancel safety
    /// Dropping the future takes no token: governor reserves none, and the token is taken at the
    /// very poll that returns.
    pub async fn ready(&self) {
        while let Err(early) = self.limiter.check() {
            sleep(early.wait_time_from(self.limiter.clock().now())).await;
        }
    }
}

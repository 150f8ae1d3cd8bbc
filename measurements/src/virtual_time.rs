//! Time on tokio's paused clock: it moves only while every task waits, so a value is exact.

use std::time::Duration;

use criterion::{
    Throughput,
    async_executor::AsyncExecutor,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use tokio::{runtime::Builder, time::Instant};

/// The time that passes on the clock of a [`PausedClock`].
///
/// ```no_run
/// use criterion::criterion_main;
/// use measurements::{PausedClock, VirtualTime, exact};
/// use std::time::Duration;
/// use tokio::time::sleep;
///
/// fn waits() {
///     exact(VirtualTime).bench_function("an hour", |bencher| {
///         bencher.to_async(PausedClock).iter(|| sleep(Duration::from_secs(3600)))
///     });
/// }
/// criterion_main!(waits);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VirtualTime;

impl VirtualTime {
    /// What takes this long, 30 s, is given up on: it is shown as "never returns".
    ///
    /// Put a `timeout` of this length around what may never return.
    pub const NEVER: Duration = Duration::from_secs(30);
}

impl Measurement for VirtualTime {
    type Intermediate = Instant;
    type Value = Duration;

    fn start(&self) -> Instant {
        Instant::now()
    }

    fn end(&self, start: Instant) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter
    }
}

/// As criterion writes seconds, and "never returns".
struct Formatter;

fn is_never(ns: f64) -> bool {
    ns >= VirtualTime::NEVER.as_nanos() as f64
}

impl ValueFormatter for Formatter {
    fn format_value(&self, ns: f64) -> String {
        if is_never(ns) {
            "never returns".to_owned()
        } else {
            WallTime.formatter().format_value(ns)
        }
    }

    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        let unit = WallTime.formatter().scale_values(typical, values);
        // The axis of a plot.
        if is_never(typical) {
            "s; 30 s: never returns"
        } else {
            unit
        }
    }

    fn scale_throughputs(
        &self,
        typical: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        WallTime
            .formatter()
            .scale_throughputs(typical, throughput, values)
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_for_machines(values)
    }
}

/// Runs each sample on a paused runtime of its own: give it to
/// [`Bencher::to_async`](criterion::Bencher::to_async).
///
/// A task that a sample leaves behind ends with its runtime. One that waits without a timer stops the
/// clock: put a `timeout` of [`VirtualTime::NEVER`] around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PausedClock;

impl AsyncExecutor for PausedClock {
    fn block_on<T>(&self, sample: impl Future<Output = T>) -> T {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime without I/O asks the system for nothing that it could refuse");
        runtime.block_on(sample)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;

    fn measure(sample: impl Future<Output = ()>) -> f64 {
        PausedClock.block_on(async {
            let start = VirtualTime.start();
            sample.await;
            VirtualTime.to_f64(&VirtualTime.end(start))
        })
    }

    #[test]
    fn an_hour_takes_exactly_an_hour() {
        let hour = Duration::from_secs(3600);
        assert_eq!(measure(async { sleep(hour).await }), hour.as_nanos() as f64);
    }

    #[test]
    fn what_is_given_up_on_never_returns() {
        let ns = measure(async {
            let hangs = timeout(VirtualTime::NEVER, std::future::pending::<()>());
            assert!(hangs.await.is_err());
        });
        assert_eq!(VirtualTime.formatter().format_value(ns), "never returns");
        assert_eq!(VirtualTime.formatter().format_value(1e7), "10.000 ms");
    }
}

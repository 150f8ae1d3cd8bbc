//! The time for which this process keeps a core busy, all threads and the system's work included.

use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// CPU time of this process: what it costs, not how long it waits.
///
/// Give it to [`Callers::measure`](crate::Callers::measure), or to a group.
///
/// # Panics
/// Where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = ProcessTime;
    type Value = Duration;

    fn start(&self) -> ProcessTime {
        ProcessTime::now()
    }

    fn end(&self, start: ProcessTime) -> Duration {
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
        WallTime.formatter()
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread, time::Instant};

    use super::*;

    fn of(work: impl FnOnce()) -> Duration {
        let start = CpuTime.start();
        work();
        CpuTime.end(start)
    }

    #[test]
    fn work_on_another_thread_counts() {
        let busy = Duration::from_millis(20);
        let spent = of(|| {
            let works = thread::spawn(move || {
                let start = ProcessTime::now();
                while start.elapsed() < busy {
                    std::hint::spin_loop();
                }
            });
            works.join().expect("it does not panic");
        });
        assert!(spent >= busy, "{spent:?}");
    }

    #[test]
    fn waiting_costs_less_than_it_takes() {
        let start = Instant::now();
        let (_never, waits) = mpsc::channel::<()>();
        let spent = of(|| assert!(waits.recv_timeout(Duration::from_millis(200)).is_err()));
        assert!(spent < start.elapsed() / 2, "{spent:?}");
    }
}

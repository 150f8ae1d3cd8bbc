//! Callers at work: tasks that loop, on a runtime of two threads.

use std::time::Duration;

use criterion::measurement::{Measurement, WallTime};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

/// So many tasks, which share out the iterations of a sample.
///
/// With one caller, a time is what one call takes. With 64, it is the time in which the machine does
/// one more. A call that `block_on` itself drives would measure how a sleeping thread is woken.
#[derive(Debug)]
pub struct Callers {
    runtime: Runtime,
    count: u64,
}

impl Callers {
    /// `count` callers.
    ///
    /// # Panics
    /// If the system has no room for two threads.
    #[must_use]
    pub fn new(count: u64) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("the system has room for two threads");
        Self { runtime, count }
    }

    /// The runtime, for what a bench sets up.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The time of `iterations`: each caller awaits `caller` of its share.
    ///
    /// # Panics
    /// If a caller does.
    pub fn time<F>(&self, iterations: u64, caller: impl Fn(u64) -> F) -> Duration
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.measure(&WallTime, iterations, caller)
    }

    /// The same by another `clock`, such as [`CpuTime`](crate::CpuTime).
    ///
    /// # Panics
    /// If a caller does.
    pub fn measure<F>(
        &self,
        clock: &impl Measurement<Value = Duration>,
        iterations: u64,
        caller: impl Fn(u64) -> F,
    ) -> Duration
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let share = iterations.div_ceil(self.count);
        let took = self.runtime.block_on(async {
            let start = clock.start();
            let mut callers = JoinSet::new();
            for _ in 0..self.count {
                callers.spawn(caller(share));
            }
            callers.join_all().await;
            clock.end(start)
        });
        // The last share is rounded up.
        took.mul_f64(iterations as f64 / (share * self.count) as f64)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use super::*;

    #[test]
    fn every_caller_does_its_share() {
        let done = Arc::new(AtomicU64::new(0));
        Callers::new(3).time(10, |share| {
            let done = Arc::clone(&done);
            async move {
                done.fetch_add(share, Ordering::Relaxed);
            }
        });
        assert_eq!(done.load(Ordering::Relaxed), 12, "four each");
    }
}

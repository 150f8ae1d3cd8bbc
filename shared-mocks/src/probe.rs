//! The record of who called whom, when, and how each call ended.

use std::{collections::VecDeque, panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use serde::Serialize;
use tokio::{sync::watch, time::Instant};

/// How a recorded call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// It answered.
    Returned,
    /// It answered with an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It was cancelled: its future was dropped before it answered.
    Dropped,
    /// It has not ended yet.
    Running,
}

impl Ending {
    /// The words for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Dropped => "dropped",
            Self::Running => "still running",
        }
    }
}

/// One recorded call; times count from [`Probe::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who was called.
    pub service: String,
    /// When the call's future was first polled.
    pub start: Duration,
    /// When it ended; `None` exactly while it is [`Ending::Running`].
    pub end: Option<Duration>,
    /// How it ended.
    pub ending: Ending,
}

/// Records calls; clones write to the same record.
///
/// Its times are those of tokio's clock: exact under a paused one.
#[derive(Debug, Clone)]
pub struct Probe {
    zero: Instant,
    // A watch rather than a mutex: the record, its lock and the waking of those who wait for a
    // change are one thing.
    log: watch::Sender<Log>,
}

#[derive(Debug)]
struct Log {
    calls: VecDeque<Call>,
    /// How many older ones were forgotten.
    forgotten: usize,
    /// How many to keep.
    most: usize,
    // Counted rather than searched for: a probe may see a million calls.
    running: usize,
    peak: usize,
}

impl Log {
    /// Lets the oldest go that have ended, down to what is to be kept.
    fn forget(&mut self) {
        while self.calls.len() > self.most
            && let Some(oldest) = self.calls.front()
            && oldest.ending != Ending::Running
        {
            self.calls.pop_front();
            self.forgotten += 1;
        }
    }
}

impl Default for Probe {
    fn default() -> Self {
        Self::new()
    }
}

impl Probe {
    /// An empty record whose time zero is now.
    ///
    /// For virtual time, call it inside the paused runtime: outside one, now is the real clock's.
    #[must_use]
    pub fn new() -> Self {
        Self::of_the_last(usize::MAX)
    }

    /// An empty record that keeps the last `most` calls, and those that still run, as a server wants
    /// that is never at its end.
    #[must_use]
    pub fn of_the_last(most: usize) -> Self {
        let log = Log {
            calls: VecDeque::new(),
            forgotten: 0,
            most,
            running: 0,
            peak: 0,
        };
        Self {
            zero: Instant::now(),
            log: watch::Sender::new(log),
        }
    }

    /// Awaits `call`, recorded as a call of `service`, and passes its result through.
    ///
    /// The record starts at the first poll: a future that is never polled leaves no trace.
    ///
    /// # Cancel safety
    /// Dropping this future drops `call`; the record says [`Ending::Dropped`].
    ///
    /// # Panics
    /// With whatever `call` panics with; the record says [`Ending::Panicked`].
    pub async fn record<T, E>(
        &self,
        service: &str,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let recording = self.start(service);
        let outcome = AssertUnwindSafe(call).catch_unwind().await;
        recording.end(match &outcome {
            Ok(Ok(_)) => Ending::Returned,
            Ok(Err(_)) => Ending::Failed,
            Err(_) => Ending::Panicked,
        });
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// How long ago the record began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.zero.elapsed()
    }

    /// Every call so far that is kept, in the order in which they started.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.log.borrow().calls.iter().cloned().collect()
    }

    /// How many calls run now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.log.borrow().running
    }

    /// The most calls that ever ran at once.
    #[must_use]
    pub fn peak(&self) -> usize {
        self.log.borrow().peak
    }

    /// Waits until no call runs; returns at once if none does.
    ///
    /// # Cancel safety
    /// Dropping this future loses nothing.
    pub async fn idle(&self) {
        self.wait_until(|log| log.running == 0).await;
    }

    /// Waits until at least `count` calls have started, ended ones included.
    ///
    /// # Cancel safety
    /// Dropping this future loses nothing.
    pub async fn started(&self, count: usize) {
        self.wait_until(|log| log.forgotten + log.calls.len() >= count)
            .await;
    }

    async fn wait_until(&self, condition: impl FnMut(&Log) -> bool) {
        self.log
            .subscribe()
            .wait_for(condition)
            .await
            .expect("`self` holds the sender, so the channel is open");
    }

    fn start(&self, service: &str) -> Recording<'_> {
        let mut index = 0;
        self.log.send_modify(|log| {
            // Under the lock, so that the record's order is the clock's.
            let start = self.elapsed();
            index = log.forgotten + log.calls.len();
            log.calls.push_back(Call {
                service: service.to_owned(),
                start,
                end: None,
                ending: Ending::Running,
            });
            log.running += 1;
            log.peak = log.peak.max(log.running);
        });
        Recording { probe: self, index }
    }
}

/// An open entry of the record. Whoever drops it unended has cancelled the call.
struct Recording<'a> {
    probe: &'a Probe,
    index: usize,
}

impl Recording<'_> {
    fn end(&self, ending: Ending) {
        let end = self.probe.elapsed();
        self.probe.log.send_if_modified(|log| {
            // Only who has ended is forgotten, so what is not there any more is not open.
            let kept = self.index.checked_sub(log.forgotten);
            let Some(call) = kept.and_then(|index| log.calls.get_mut(index)) else {
                return false;
            };
            let open = call.ending == Ending::Running;
            if open {
                (call.end, call.ending) = (Some(end), ending);
                log.running -= 1;
                log.forget();
            }
            open
        });
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        self.end(Ending::Dropped);
    }
}

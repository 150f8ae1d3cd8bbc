//! The record of who called whom, when, and how each call ended.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use tokio::{sync::watch, time::Instant};

use crate::{Call, Ending, record::Record};

/// Records calls; clones write to the same record.
///
/// Its times are those of tokio's clock: exact under a paused one.
#[derive(Debug, Clone)]
pub struct Probe {
    zero: Instant,
    // A watch rather than a mutex: the record, its lock and the waking of those who wait for a
    // change are one thing.
    record: watch::Sender<Record>,
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

    /// An empty record that forgets the oldest call whenever it has more than `most`, but only once
    /// that has ended, for a server that is never at its end. Behind a call that hangs all are kept.
    #[must_use]
    pub fn of_the_last(most: usize) -> Self {
        Self {
            zero: Instant::now(),
            record: watch::Sender::new(Record::of_the_last(most)),
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
        self.record.borrow().calls()
    }

    /// How many calls run now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.record.borrow().running()
    }

    /// The most calls that ever ran at once.
    #[must_use]
    pub fn peak(&self) -> usize {
        self.record.borrow().peak()
    }

    /// Waits until no call runs; returns at once if none does.
    ///
    /// # Cancel safety
    /// Dropping this future loses nothing.
    pub async fn idle(&self) {
        self.wait_until(|record| record.running() == 0).await;
    }

    /// Waits until at least `count` calls have started, ended ones included.
    ///
    /// # Cancel safety
    /// Dropping this future loses nothing.
    pub async fn started(&self, count: usize) {
        self.wait_until(|record| record.started() >= count).await;
    }

    async fn wait_until(&self, condition: impl FnMut(&Record) -> bool) {
        self.record
            .subscribe()
            .wait_for(condition)
            .await
            .expect("`self` holds the sender, so the channel is open");
    }

    fn start(&self, service: &str) -> Recording<'_> {
        let mut number = 0;
        self.record.send_modify(|record| {
            // The time is taken under the lock, so that the record's order is the clock's.
            number = record.start(service, self.elapsed());
        });
        Recording {
            probe: self,
            number,
        }
    }
}

/// An open entry of the record. Whoever drops it unended has cancelled the call.
struct Recording<'a> {
    probe: &'a Probe,
    number: usize,
}

impl Recording<'_> {
    fn end(&self, ending: Ending) {
        let end = self.probe.elapsed();
        self.probe
            .record
            .send_if_modified(|record| record.end(self.number, end, ending));
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        self.end(Ending::Dropped);
    }
}

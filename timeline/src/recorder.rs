//! The recorder: it watches futures and records when each started and how it ended.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use tokio::{sync::watch, time::Instant};

use crate::{Call, Ending, Timeline, record::Record};

/// Records calls. Clones write to the same record.
///
/// Times come from tokio's clock: exact when it is paused.
#[derive(Debug, Clone)]
pub struct Recorder {
    zero: Instant,
    // A watch channel is the record, its lock and the wake-up of tasks that wait for a change.
    record: watch::Sender<Record>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// Creates an empty record whose time zero is now.
    ///
    /// For virtual time, call it inside the paused runtime. Outside, now is the real clock's.
    #[must_use]
    pub fn new() -> Self {
        Self::keeping_last(usize::MAX)
    }

    /// Creates an empty record that keeps the last `most` calls, for a server that runs for days.
    ///
    /// Only a call that has ended is forgotten, oldest first: finished calls are kept while an older
    /// call is still running.
    #[must_use]
    pub fn keeping_last(most: usize) -> Self {
        Self {
            zero: Instant::now(),
            record: watch::Sender::new(Record::keeping_last(most)),
        }
    }

    /// Awaits `call`, records it under `name`, and returns its result unchanged.
    ///
    /// The record starts at the first poll: a future that is never polled is not recorded. `Ok` is
    /// [`Ending::Returned`], `Err` is [`Ending::Failed`]. If the output is not a `Result`, use
    /// [`watch_infallible`](Self::watch_infallible).
    ///
    /// # Cancel safety
    /// Dropping the future drops `call`; the record says [`Ending::Dropped`].
    ///
    /// # Panics
    /// If `call` panics, with the same payload; the record says [`Ending::Panicked`].
    pub async fn watch<T, E>(
        &self,
        name: &str,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.watch_as(name, call, |result| match result {
            Ok(_) => Ending::Returned,
            Err(_) => Ending::Failed,
        })
        .await
    }

    /// Like [`watch`](Self::watch), for a future that cannot fail: any output is
    /// [`Ending::Returned`].
    ///
    /// # Cancel safety
    /// As for [`watch`](Self::watch).
    ///
    /// # Panics
    /// As for [`watch`](Self::watch).
    pub async fn watch_infallible<T>(&self, name: &str, call: impl Future<Output = T>) -> T {
        self.watch_as(name, call, |_| Ending::Returned).await
    }

    async fn watch_as<T>(
        &self,
        name: &str,
        call: impl Future<Output = T>,
        ending: impl FnOnce(&T) -> Ending,
    ) -> T {
        let recording = self.start(name);
        // Unwind safe: the panic resumes below, and nothing reads what it left half done.
        let outcome = AssertUnwindSafe(call).catch_unwind().await;
        recording.end(outcome.as_ref().map_or(Ending::Panicked, ending));
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Draws the record so far, with one bar for each call.
    #[must_use]
    pub fn timeline(&self, title: impl Into<String>) -> Timeline {
        let mut timeline = Timeline::new(title);
        timeline.rows.extend(self.calls().iter().map(Call::to_row));
        timeline
    }

    /// The time since the record began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.zero.elapsed()
    }

    /// The calls that are kept, in the order in which they started.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.record.borrow().calls()
    }

    /// How many calls are running now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.record.borrow().running()
    }

    /// The largest number of calls that were running at the same time.
    #[must_use]
    pub fn peak(&self) -> usize {
        self.record.borrow().peak()
    }

    /// Waits until no call is running.
    ///
    /// # Cancel safety
    /// Dropping this future loses nothing.
    pub async fn idle(&self) {
        self.wait_until(|record| record.running() == 0).await;
    }

    /// Waits until at least `count` calls have started; calls that have ended count too.
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

    fn start(&self, name: &str) -> Recording<'_> {
        let mut number = 0;
        self.record.send_modify(|record| {
            // Take the time under the lock, so that entries are in the order of their times.
            number = record.start(name, self.elapsed());
        });
        Recording {
            recorder: self,
            number,
        }
    }
}

/// An open entry of the record. If it is dropped before it has an ending, the call is cancelled.
struct Recording<'a> {
    recorder: &'a Recorder,
    number: usize,
}

impl Recording<'_> {
    fn end(&self, ending: Ending) {
        let end = self.recorder.elapsed();
        self.recorder
            .record
            .send_if_modified(|record| record.end(self.number, end, ending));
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        self.end(Ending::Dropped);
    }
}

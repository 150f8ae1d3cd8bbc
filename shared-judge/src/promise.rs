//! Promises about calls: a broken one is drawn at its place.

use std::{cmp::Reverse, time::Duration};

use anstream::adapter::strip_str;
use timeline::{Call, Ending, Mark, Recorder, Timeline, short};
use tokio::runtime::Handle;

/// A picture with more rows hides the one that matters.
const MOST_ROWS: usize = 16;

/// The record as it stood at one moment. Compare it with what you promise.
///
/// A broken promise panics with the recorded calls as a timeline, the promise marked at its place:
///
/// ```should_panic
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::future::pending;
/// use shared_judge::Moment;
/// use timeline::{Ending, Recorder};
///
/// let recorder = Recorder::new();
/// let watched = recorder.clone();
/// let orders = async move { watched.watch_infallible("orders", pending::<()>()).await };
/// let task = tokio::task::JoinSet::from_iter([orders]);
/// tokio::task::yield_now().await;
///
/// // orders: still running when aggregate returned at 0ms; promised: cancelled
/// Moment::of(&recorder, "aggregate returned").promises("orders", Ending::Dropped);
/// # drop(task);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    event: String,
    at: Duration,
    calls: Vec<Call>,
    tasks: usize,
}

impl Moment {
    /// The record now, when `event` has happened, and how many tasks are alive.
    #[must_use]
    pub fn of(recorder: &Recorder, event: impl Into<String>) -> Self {
        let runtime = Handle::try_current();
        Self {
            event: event.into(),
            at: recorder.elapsed(),
            calls: recorder.calls(),
            tasks: runtime.map_or(0, |runtime| runtime.metrics().num_alive_tasks()),
        }
    }

    /// Compares the last call of `service` with the `promised` ending.
    ///
    /// # Panics
    /// If the call ended in another way, or there was none: with both endings and the timeline.
    #[track_caller]
    pub fn promises(&self, service: &str, promised: Ending) {
        let found = self.calls.iter().rposition(|call| call.name == service);
        let ending = found.map(|index| self.calls[index].ending);
        if ending != Some(promised) {
            let found_words = ending.map_or("never called", Ending::in_words);
            let claim = format!("{service}: {found_words} when {}", self.event);
            self.broken(&claim, promised.in_words(), found);
        }
    }

    /// Compares the moment's time with the `promised` one.
    ///
    /// # Panics
    /// If they differ: with both and the timeline.
    #[track_caller]
    pub fn promised_at(&self, promised: Duration) {
        if self.at != promised {
            self.broken(&self.event, &format!("at {}", short(promised)), None);
        }
    }

    /// Any other promise about the record; `promise` says it in words.
    ///
    /// # Panics
    /// Unless it is `kept`: with the promise and the timeline.
    #[track_caller]
    pub fn promised_that(&self, promise: &str, kept: bool) {
        if !kept {
            self.broken(&self.event, promise, None);
        }
    }

    /// Promises that no task was alive. Exact on a current-thread runtime.
    ///
    /// # Panics
    /// If one was: with the calls that still run, as these are in the tasks that are left.
    #[track_caller]
    pub fn promises_no_task(&self) {
        if self.tasks > 0 {
            let running = self.calls.iter().filter(|call| call.end.is_none());
            let running: Vec<_> = running.map(|call| call.name.as_str()).collect();
            let what = match running.as_slice() {
                [] => "no recorded call (perhaps a timer, or a wait for a token)".to_owned(),
                names => names.join(", "),
            };
            let tasks = match self.tasks {
                1 => "1 task is".to_owned(),
                tasks => format!("{tasks} tasks are"),
            };
            let claim = format!("{tasks} still alive, running {what}, when {}", self.event);
            let row = self.calls.iter().rposition(|call| call.end.is_none());
            self.broken(&claim, "no task", row);
        }
    }

    #[track_caller]
    fn broken(&self, claim: &str, promised: &str, row: Option<usize>) -> ! {
        let at = short(self.at);
        panic!(
            "{claim} at {at}; promised: {promised}\n\n{}",
            self.picture(promised, row)
        );
    }

    /// The calls, with the promise written behind the one that broke it.
    fn picture(&self, promised: &str, row: Option<usize>) -> String {
        let mut timeline = Timeline::new(&self.event);
        timeline.marks.push(Mark {
            label: format!("{} at", self.event),
            at: self.at,
            essential: true,
        });
        let shown = self.deciding(row);
        for &index in &shown {
            let mut bar = self.calls[index].to_row();
            if Some(index) == row {
                bar.note = format!("◄ promised: {promised}");
            }
            timeline.rows.push(bar);
        }
        let left_out = match self.calls.len() {
            all if all > shown.len() => format!("({} of {all} calls are shown)\n", shown.len()),
            _ => String::new(),
        };
        // A failing test's output is captured, and colours would be noise in it.
        let (picture, legend) = (timeline.to_text(80), Timeline::legend());
        format!("{}{left_out}\n{}", strip_str(&picture), strip_str(&legend))
    }

    /// The calls that decide, in their order: the one that broke the promise, those that still run,
    /// those that did not return, and then the latest.
    fn deciding(&self, row: Option<usize>) -> Vec<usize> {
        let mut shown: Vec<_> = (0..self.calls.len()).collect();
        shown.sort_by_key(|&index| {
            let call = &self.calls[index];
            (
                Some(index) != row,
                call.end.is_some(),
                call.ending == Ending::Returned,
                Reverse(call.start),
            )
        });
        shown.truncate(MOST_ROWS);
        shown.sort_unstable();
        shown
    }
}

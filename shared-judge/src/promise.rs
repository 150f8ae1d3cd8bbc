//! Promises about calls: kept, or drawn where they are broken.

use std::time::Duration;

use anstream::adapter::strip_str;

use timeline::{Call, Ending, Mark, Recorder, Timeline, short};

/// The record as it stood at one moment, to be held against what was promised of it.
///
/// A broken promise panics with the learner's own calls as a timeline, the promise marked at its
/// place:
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
}

impl Moment {
    /// The record as it stands now, when `event` has happened.
    #[must_use]
    pub fn of(recorder: &Recorder, event: impl Into<String>) -> Self {
        Self {
            event: event.into(),
            at: recorder.elapsed(),
            calls: recorder.calls(),
        }
    }

    /// Holds the last call of `service` against the `promised` ending.
    ///
    /// # Panics
    /// If it ended otherwise, or there was no such call: with both endings and the timeline.
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

    /// Holds the moment's time against the `promised` one.
    ///
    /// # Panics
    /// If it is another: with both and the timeline.
    #[track_caller]
    pub fn promised_at(&self, promised: Duration) {
        if self.at != promised {
            self.broken(&self.event, &format!("at {}", short(promised)), None);
        }
    }

    /// Holds anything else against the record.
    ///
    /// # Panics
    /// Unless it is `kept`: with the promise in words and the timeline.
    #[track_caller]
    pub fn promised_that(&self, promise: &str, kept: bool) {
        if !kept {
            self.broken(&self.event, promise, None);
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
        timeline.rows.extend(self.calls.iter().map(Call::to_row));
        if let Some(row) = row {
            timeline.rows[row].note = format!("◄ promised: {promised}");
        }
        // A failing test's output is captured, and colours would be noise in it.
        let (picture, legend) = (timeline.to_text(80), Timeline::legend());
        format!("{}\n{}", strip_str(&picture), strip_str(&legend))
    }
}

//! Promises about calls: kept, or drawn where they are broken.

use std::time::Duration;

use crate::{Call, Ending, Mark, Probe, Timeline};

/// The record as it stood at one moment, to be held against what was promised of it.
///
/// A broken promise panics with the learner's own calls as a timeline, the promise marked at its
/// place:
///
/// ```should_panic
/// # use shared_mocks::{Ending, Probe, ScriptedService};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let probe = Probe::new();
/// let orders = ScriptedService::new("orders", "10s".parse()?, &probe);
/// let task = tokio::task::JoinSet::from_iter([async move { orders.call().await }]);
/// tokio::task::yield_now().await;
///
/// // orders: still running when aggregate returned at 0ms; promised: dropped
/// probe.moment("aggregate returned").promises("orders", Ending::Dropped);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Moment {
    event: String,
    at: Duration,
    calls: Vec<Call>,
}

impl Probe {
    /// The record as it stands now, when `event` has happened.
    #[must_use]
    pub fn moment(&self, event: impl Into<String>) -> Moment {
        Moment {
            event: event.into(),
            at: self.elapsed(),
            calls: self.calls(),
        }
    }
}

impl Moment {
    /// Holds the last call of `service` against the `promised` ending.
    ///
    /// # Panics
    /// If it ended otherwise, or there was no such call: with both endings and the timeline.
    #[track_caller]
    pub fn promises(&self, service: &str, promised: Ending) {
        let found = self.calls.iter().rposition(|call| call.service == service);
        let ending = found.map(|index| self.calls[index].ending);
        if ending == Some(promised) {
            return;
        }
        let found_words = ending.map_or("never called", Ending::as_str);
        panic!(
            "{service}: {found_words} when {} at {}; promised: {}\n\n{}",
            self.event,
            crate::short(self.at),
            promised.as_str(),
            self.picture(found, promised),
        );
    }

    /// The calls, with the promise written behind the one that broke it.
    fn picture(&self, broken: Option<usize>, promised: Ending) -> String {
        let mut timeline = Timeline::new(&self.event);
        timeline.marks.push(Mark {
            label: format!("{} at", self.event),
            at: self.at,
        });
        timeline
            .rows
            .extend(self.calls.iter().map(|call| call.to_row(None)));
        if let Some(row) = broken.map(|index| &mut timeline.rows[index]) {
            row.note = format!("◄ promised: {}", promised.as_str());
        }
        // A failing test's output is captured, and colours would be noise in it.
        let picture = timeline.to_text(80);
        let legend = Timeline::legend();
        format!(
            "{}\n{}",
            anstream::adapter::strip_str(&picture),
            anstream::adapter::strip_str(&legend)
        )
    }
}

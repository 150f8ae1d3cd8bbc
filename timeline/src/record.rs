//! The data of a [`Recorder`](crate::Recorder): the calls that it keeps, and the counts.

use std::{collections::VecDeque, time::Duration};

use crate::{Call, Ending};

/// Calls in the order in which they started.
#[derive(Debug)]
pub(crate) struct Record {
    calls: VecDeque<Call>,
    /// How many older calls were forgotten.
    forgotten: usize,
    /// How many calls to keep.
    most: usize,
    // Counted, not searched for: a recorder may see a million calls.
    running: usize,
    peak: usize,
}

impl Record {
    pub(crate) const fn keeping_last(most: usize) -> Self {
        Self {
            calls: VecDeque::new(),
            forgotten: 0,
            most,
            running: 0,
            peak: 0,
        }
    }

    /// Opens an entry and returns its number.
    pub(crate) fn start(&mut self, name: &str, start: Duration) -> usize {
        let number = self.started();
        self.calls.push_back(Call {
            name: name.to_owned(),
            start,
            end: None,
            ending: Ending::Running,
        });
        self.running += 1;
        self.peak = self.peak.max(self.running);
        number
    }

    /// Closes an entry. Returns whether it was open.
    pub(crate) fn end(&mut self, number: usize, end: Duration, ending: Ending) -> bool {
        // Only calls that have ended are forgotten, so a missing entry is closed.
        let kept = number.checked_sub(self.forgotten);
        let Some(call) = kept.and_then(|index| self.calls.get_mut(index)) else {
            return false;
        };
        let open = call.ending == Ending::Running;
        if open {
            (call.end, call.ending) = (Some(end), ending);
            self.running -= 1;
            self.forget();
        }
        open
    }

    /// Forgets the oldest calls that have ended, until the rest fits.
    fn forget(&mut self) {
        while self.calls.len() > self.most
            && let Some(oldest) = self.calls.front()
            && oldest.ending != Ending::Running
        {
            self.calls.pop_front();
            self.forgotten += 1;
        }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }

    /// How many calls have started, forgotten ones included.
    pub(crate) fn started(&self) -> usize {
        self.forgotten + self.calls.len()
    }

    pub(crate) const fn running(&self) -> usize {
        self.running
    }

    pub(crate) const fn peak(&self) -> usize {
        self.peak
    }
}

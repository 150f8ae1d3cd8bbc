//! The scale that all bars share.

use std::time::Duration;

use crate::Timeline;

/// The time axis, from zero to a little past the last event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    end: Duration,
}

impl Axis {
    /// An axis on which every bar fits. A mark far to the right of all bars does not stretch it,
    /// unless it is essential: a deadline of a second would squeeze calls of milliseconds into a dot.
    pub(crate) fn fit(timeline: &Timeline) -> Self {
        let ends = timeline
            .rows
            .iter()
            .flat_map(|row| [Some(row.start), row.end])
            .flatten();
        let last = ends.max().unwrap_or_default().max(Duration::from_millis(1));
        let reach = last * 2;
        let marks = timeline
            .marks
            .iter()
            .filter(|mark| mark.essential || mark.at <= reach);
        let last = marks.map(|mark| mark.at).fold(last, Duration::max);
        // Leave room after the last end, so that you see a call that is still running.
        let runs_on = timeline.rows.iter().any(|row| row.end.is_none());
        Self {
            end: if runs_on { last + last / 5 } else { last },
        }
    }

    /// From zero to `end`, but at least to one millisecond.
    pub(crate) fn reaching(end: Duration) -> Self {
        Self {
            end: end.max(Duration::from_millis(1)),
        }
    }

    pub(crate) const fn end(&self) -> Duration {
        self.end
    }

    /// The position of `at`, from 0 at the left edge to 1 at the right; `None` beyond.
    pub(crate) fn place(&self, at: Duration) -> Option<f64> {
        (at <= self.end).then(|| at.as_secs_f64() / self.end.as_secs_f64())
    }

    /// About five round times.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = Duration> {
        let step = self.step();
        let end = self.end;
        (0..)
            .map(move |index| step * index)
            .take_while(move |tick| *tick <= end)
    }

    /// The smallest of 1, 2, 5, 10, 20, 50, … milliseconds with at most six ticks.
    fn step(&self) -> Duration {
        let mut decade = Duration::from_millis(1);
        loop {
            for step in [decade, decade * 2, decade * 5] {
                if step * 5 >= self.end {
                    return step;
                }
            }
            decade *= 10;
        }
    }
}

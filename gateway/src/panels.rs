//! A comparison as pictures side by side: one panel per pattern, all on one axis.

use std::time::Duration;

use pattern_comparison::{
    Comparison, Pattern, Run,
    render::{DEADLINE, timeline, timeline_of},
};
use timeline::{Ending, Level};

use crate::why;

/// One run as a picture and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The picture, an SVG document.
    pub svg: String,
    /// Why the run ended as it did.
    pub why: String,
}

/// The default end of the axis that all panels share. It is a little beyond the figure's, so that you
/// can drag the end of the longest bar to the right. It is in whole milliseconds, because the page
/// sends it back, and at least 10 ms.
#[must_use]
pub fn reach(comparison: &Comparison) -> Duration {
    let end = timeline(comparison).reach() * 6 / 5;
    let ms = end.as_nanos().div_ceil(1_000_000).max(SHORTEST);
    Duration::from_millis(ms.try_into().unwrap_or(u64::MAX))
}

/// The shortest axis, in milliseconds.
const SHORTEST: u128 = 10;

/// One panel per run, each with an axis that ends at `reach`.
#[must_use]
pub fn panels(comparison: &Comparison, reach: Duration) -> Vec<Panel> {
    let runs = comparison.runs.iter();
    runs.map(|run| panel(comparison, run, reach)).collect()
}

fn panel(comparison: &Comparison, run: &Run, reach: Duration) -> Panel {
    let mut alone = timeline_of(comparison, std::slice::from_ref(run));
    for row in &mut alone.rows {
        match (row.level, row.ending) {
            // The pattern's name stands above the panel, so its bar is labelled for the caller.
            (Level::Caller, _) => row.label = "the caller".to_owned(),
            // A successful call needs no label.
            (Level::Call, Ending::Returned) => {}
            (Level::Call, ending) if row.note.is_empty() => row.note = ending.in_words().to_owned(),
            (Level::Call, _) => {}
        }
    }
    let ignored = run
        .name
        .parse()
        .is_ok_and(|pattern: Pattern| !pattern.has_deadline());
    for mark in &mut alone.marks {
        if ignored && mark.label == DEADLINE {
            mark.label = format!("{DEADLINE}, ignored:");
        }
    }
    Panel {
        svg: alone.to_panel(reach),
        why: why(run, comparison.deadline),
    }
}

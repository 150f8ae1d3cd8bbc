//! A comparison as pictures to stand side by side: a panel a pattern, all on one axis.

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
    /// Why it came out so.
    pub why: String,
}

/// Where the axis ends that all panels share, unless one is told otherwise: a little further than
/// in the figure, so that the end of the longest bar can be dragged to the right. In whole
/// milliseconds, as a page asks for it again, and never so short that there is nowhere to drag to.
#[must_use]
pub fn reach(comparison: &Comparison) -> Duration {
    let end = timeline(comparison).reach() * 6 / 5;
    let ms = end.as_nanos().div_ceil(1_000_000).max(SHORTEST);
    Duration::from_millis(ms.try_into().unwrap_or(u64::MAX))
}

/// The shortest axis, in milliseconds.
const SHORTEST: u128 = 10;

/// A panel a run, each with an axis that ends at `reach`.
#[must_use]
pub fn panels(comparison: &Comparison, reach: Duration) -> Vec<Panel> {
    let runs = comparison.runs.iter();
    runs.map(|run| panel(comparison, run, reach)).collect()
}

fn panel(comparison: &Comparison, run: &Run, reach: Duration) -> Panel {
    let mut alone = timeline_of(comparison, std::slice::from_ref(run));
    for row in &mut alone.rows {
        match (row.level, row.ending) {
            // The pattern's name stands above the panel; here its bar is the one who waits.
            (Level::Caller, _) => row.label = "the caller".to_owned(),
            // What went well needs no word.
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

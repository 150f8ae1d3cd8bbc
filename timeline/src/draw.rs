//! The one routine that walks a timeline. A surface only draws.

use crate::{Ending, Level, Timeline, axis::Axis, short};

/// A surface to draw on. Positions run from 0, the plot's left edge, to 1, the right edge.
pub(crate) trait Surface {
    /// A round time on the axis.
    fn tick(&mut self, at: f64, label: &str);

    /// A moment across all rows, or `None` if it lies to the right of the plot.
    fn mark(&mut self, at: Option<f64>, label: &str);

    /// The next row.
    fn bar(&mut self, bar: &Bar<'_>);
}

/// A row with its position.
#[derive(Debug)]
pub(crate) struct Bar<'a> {
    pub(crate) label: &'a str,
    pub(crate) level: Level,
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) ending: Ending,
    pub(crate) note: &'a str,
}

/// Draws marks, then ticks, then rows from top to bottom.
pub(crate) fn draw(timeline: &Timeline, axis: Axis, surface: &mut impl Surface) {
    for mark in &timeline.marks {
        let label = format!("{} {}", mark.label, short(mark.at));
        surface.mark(axis.place(mark.at), &label);
    }
    for tick in axis.ticks() {
        surface.tick(axis.place(tick).unwrap_or(1.0), &short(tick));
    }
    for row in &timeline.rows {
        surface.bar(&Bar {
            label: &row.label,
            level: row.level,
            start: axis.place(row.start).unwrap_or(1.0),
            end: row.end.and_then(|end| axis.place(end)).unwrap_or(1.0),
            ending: row.ending,
            note: &row.note,
        });
    }
}

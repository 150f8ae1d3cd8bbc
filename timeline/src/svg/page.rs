//! The layout of a timeline.

use svg::node::element::Group;

use super::ink::{line, round, stroke, words};
use crate::{
    Level, Timeline,
    axis::Axis,
    draw::{Bar, Surface, draw},
};

/// Positions in the units of the view box; a page scales the whole picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) width: usize,
    pub(super) plot_left: f64,
    pub(super) plot_width: f64,
    /// Space above the marks.
    top: usize,
    pub(super) row: usize,
    /// Space above each caller, so that you see which calls are its own.
    gap: usize,
    /// The indents of a caller's name and of a call's.
    indents: [f64; 2],
    /// The text for a mark to the right of the plot.
    beyond: &'static str,
    /// Whether marks say which they are, for a script that lets a reader drag them.
    marks_can_move: bool,
}

/// A single picture, with its title above and the legend below.
pub(super) const FIGURE: Frame = Frame {
    width: 760,
    plot_left: 140.0,
    plot_width: 500.0,
    top: 36,
    row: 22,
    gap: 8,
    indents: [12.0, 26.0],
    beyond: " →",
    marks_can_move: false,
};

/// One of several pictures under one title. Narrow, so that a page of 400 pixels hardly shrinks it.
pub(super) const PANEL: Frame = Frame {
    width: 380,
    plot_left: 104.0,
    plot_width: 206.0,
    top: 0,
    row: 22,
    gap: 4,
    indents: [2.0, 12.0],
    beyond: ", beyond the axis →",
    marks_can_move: true,
};

pub(super) struct Page {
    frame: Frame,
    marks: usize,
    next_row: f64,
    first_row: f64,
    pub(super) bottom: f64,
    /// The background of the bars.
    pub(super) ground: Group,
    pub(super) bars: Group,
}

impl Surface for Page {
    fn tick(&mut self, at: f64, label: &str) {
        self.ink(line(self.x(at), self.first_row, self.x(at), self.bottom).set("class", "rule"));
        self.ink(words(
            label,
            self.x(at),
            self.first_row - 6.0,
            "faint middle",
        ));
    }

    fn mark(&mut self, at: Option<f64>, label: &str) {
        let y = (self.frame.top + self.frame.row * self.marks) as f64 + 12.0;
        self.marks += 1;
        match at {
            Some(at) => {
                let rule = line(self.x(at), y + 4.0, self.x(at), self.bottom).set("class", "mark");
                self.ink(match self.frame.marks_can_move {
                    true => rule.set("data-mark", label),
                    false => rule,
                });
                // In the left half of the plot there is more room on the right.
                let class = if at < 0.5 { "faint" } else { "faint end" };
                self.ink(words(label, self.x(at), y, class));
            }
            None => {
                let label = format!("{label}{}", self.frame.beyond);
                let words = words(&label, self.x(1.0), y, "faint end");
                self.ink(match self.frame.marks_can_move {
                    true => words.set("data-mark", label),
                    false => words,
                });
            }
        }
    }

    fn bar(&mut self, bar: &Bar<'_>) {
        let Frame {
            row, indents, gap, ..
        } = self.frame;
        let (indent, class, gap) = match bar.level {
            Level::Caller => (indents[0], "caller", gap),
            Level::Call => (indents[1], "call", 0),
        };
        let y = self.next_row + gap as f64 + row as f64 / 2.0;
        self.next_row += (gap + row) as f64;
        let (start, end) = (self.x(bar.start), self.x(bar.end));
        let mut stroke = stroke(start, end, y, bar.level, bar.ending);
        if bar.level == Level::Call {
            // For a script that lets the reader drag the end of a call.
            stroke = stroke
                .set("data-label", bar.label)
                .set("data-end", end)
                .set("data-y", y);
        }
        let bars = std::mem::replace(&mut self.bars, Group::new());
        self.bars = bars
            .add(words(bar.label, indent, y + 4.0, class))
            .add(stroke)
            .add(words(bar.note, end + 12.0, y + 4.0, "faint"));
    }
}

impl Page {
    /// Everything except the parts above and below the plot.
    pub(super) fn draw(timeline: &Timeline, axis: Axis, frame: Frame) -> Self {
        // Each mark has a line above the ticks; the bars are below.
        let first_row = frame.top + frame.row * timeline.marks.len() + frame.row;
        let callers = timeline
            .rows
            .iter()
            .filter(|row| row.level == Level::Caller)
            .count();
        let bottom = first_row + frame.row * timeline.rows.len() + frame.gap * callers;
        let mut page = Self {
            frame,
            marks: 0,
            next_row: first_row as f64,
            first_row: first_row as f64,
            bottom: bottom as f64,
            ground: Group::new(),
            bars: Group::new(),
        };
        draw(timeline, axis, &mut page);
        page
    }

    fn ink(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        let ground = std::mem::replace(&mut self.ground, Group::new());
        self.ground = ground.add(node);
    }

    fn x(&self, at: f64) -> f64 {
        round(self.frame.plot_left + at * self.frame.plot_width)
    }
}

//! Recorded calls as bars on one time axis: one model, drawn by one routine on two surfaces.
//!
//! [`Timeline::to_text`] is for a terminal, [`Timeline::to_svg`] for a web page,
//! [`Timeline::to_panel`] for one of several pictures on a page. All use the same routine and the
//! same scale, so they always agree.

use std::time::Duration;

use crate::{Call, Ending, axis::Axis, svg, text};

/// Bars on one time axis, with marks across them.
///
/// [`Recorder::timeline`](crate::Recorder::timeline) makes one; its parts are public, so that you can
/// add marks, notes and callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// A short title.
    pub title: String,
    /// The picture in words, for screen readers.
    pub description: String,
    /// The bars, from top to bottom.
    pub rows: Vec<Row>,
    /// Moments that concern every bar, such as a deadline.
    pub marks: Vec<Mark>,
}

impl Timeline {
    /// A timeline without bars.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            rows: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The picture as text, at most `columns` wide if the labels leave room for bars.
    ///
    /// Contains ANSI styles. The characters alone show the same.
    #[must_use]
    pub fn to_text(&self, columns: usize) -> String {
        text::render(self, columns)
    }

    /// The picture as an SVG document, for light and dark pages, with title and description.
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::render(self)
    }

    /// The picture as a narrow SVG document without title and legend, to stand beside others.
    ///
    /// Its axis ends at `reach`, so that several pictures share one scale; longer bars are cut there.
    /// For scripts, the root maps positions to times (`data-plot-left`, `data-plot-width`,
    /// `data-end-ms`), and each bar has its label and its end (`data-label`, `data-end`).
    #[must_use]
    pub fn to_panel(&self, reach: Duration) -> String {
        svg::panel(self, Axis::reaching(reach))
    }

    /// The end of the picture's own axis: a little past the last event.
    #[must_use]
    pub fn reach(&self) -> Duration {
        Axis::fit(self).end()
    }

    /// A legend: how each [`Ending`] is drawn, in one line of text.
    #[must_use]
    pub fn legend() -> String {
        Self::legend_within(80)
    }

    /// The same in lines of at most `columns`, from 60 up.
    #[must_use]
    pub fn legend_within(columns: usize) -> String {
        text::legend(columns)
    }
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name beside the bar.
    pub label: String,
    /// Caller or call.
    pub level: Level,
    /// Where it starts.
    pub start: Duration,
    /// Where it ends; `None` runs past the right edge.
    pub end: Option<Duration>,
    /// How it ends.
    pub ending: Ending,
    /// The text after its end.
    pub note: String,
}

/// Whether a bar waits for others or is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A caller, who waits for the calls below it.
    Caller,
    /// A call.
    Call,
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The label.
    pub label: String,
    /// The time.
    pub at: Duration,
    /// Whether the axis must reach the mark. If not, an arrow points to a mark far to the right.
    pub essential: bool,
}

impl Call {
    /// The call's bar.
    #[must_use]
    pub fn to_row(&self) -> Row {
        Row {
            label: self.name.clone(),
            level: Level::Call,
            start: self.start,
            end: self.end,
            ending: self.ending,
            note: String::new(),
        }
    }
}

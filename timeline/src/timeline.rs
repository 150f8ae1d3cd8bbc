//! Recorded calls as bars on one time axis: one model, drawn by one routine on two surfaces.
//!
//! [`Timeline::to_text`] is for a terminal, [`Timeline::to_svg`] for a page, [`Timeline::to_panel`]
//! for one of several pictures on a page. All walk the rows with the same routine and the same
//! scale, so they cannot disagree.

use std::time::Duration;

use crate::{Call, Ending, axis::Axis, svg, text};

/// Bars on one time axis, with moments marked across them.
///
/// [`Recorder::timeline`](crate::Recorder::timeline) makes one; its parts are public, so that you can
/// add marks, notes and callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// What it shows, in a few words.
    pub title: String,
    /// What there is to see, for those who cannot.
    pub description: String,
    /// The bars, from top to bottom.
    pub rows: Vec<Row>,
    /// Moments that concern every bar.
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

    /// The picture in characters, at most `columns` wide where the labels leave room for bars.
    ///
    /// It carries ANSI styles, which say nothing that the characters do not say.
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
    /// Its axis ends at `reach`, so that several share one scale; what ends later stops there. For
    /// scripts, the root says which place is which time (`data-plot-left`, `data-plot-width`,
    /// `data-end-ms`), and each bar says whose it is and where it ends (`data-label`, `data-end`).
    #[must_use]
    pub fn to_panel(&self, reach: Duration) -> String {
        svg::panel(self, Axis::reaching(reach))
    }

    /// Where the picture's own axis ends: a little past the last thing that happens.
    #[must_use]
    pub fn reach(&self) -> Duration {
        Axis::fit(self).end()
    }

    /// How each [`Ending`] is drawn, in one line of characters.
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
    /// Whose bar it is.
    pub label: String,
    /// Where in the tree it belongs.
    pub level: Level,
    /// Where it starts.
    pub start: Duration,
    /// Where it ends; `None` goes on past the right edge.
    pub end: Option<Duration>,
    /// How it ends.
    pub ending: Ending,
    /// What is written behind its end.
    pub note: String,
}

/// Who waits for whom.
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
    /// What happens then.
    pub label: String,
    /// When.
    pub at: Duration,
    /// Whether the picture must reach as far; if not, a mark far to the right is only pointed at.
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

//! The shapes: text, lines, and bars whose ends show their endings.

use svg::node::element::{Group, Line, Path, Text};

use crate::{Ending, Level};

/// One decimal is finer than any screen and keeps the files short.
pub(super) fn round(position: f64) -> f64 {
    (position * 10.0).round() / 10.0
}

pub(super) fn words(text: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("class", class)
}

pub(super) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    Line::new()
        .set("x1", x1)
        .set("y1", y1)
        .set("x2", x2)
        .set("y2", y2)
}

/// A bar and its end.
pub(super) fn stroke(start: f64, end: f64, y: f64, level: Level, ending: Ending) -> Group {
    let class = match (level, ending) {
        (Level::Caller, _) => "stroke waits",
        (Level::Call, Ending::Dropped) => "stroke lost",
        (Level::Call, _) => "stroke",
    };
    let (shape, fill) = cap(ending);
    let cap = Path::new()
        .set("class", format!("cap {fill}").trim_end())
        .set("d", shape)
        .set("transform", format!("translate({end} {y})"));
    Group::new()
        .set("class", color(ending))
        .add(line(start, y, end, y).set("class", class))
        .add(cap)
}

/// The class that gives it its colour.
const fn color(ending: Ending) -> &'static str {
    match ending {
        Ending::Returned => "returned",
        Ending::Failed => "failed",
        Ending::Panicked => "panicked",
        Ending::Dropped => "cancelled",
        Ending::Running => "running",
    }
}

/// The shape at a bar's end, around the origin, and its fill.
const fn cap(ending: Ending) -> (&'static str, &'static str) {
    match ending {
        Ending::Returned => ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", ""),
        Ending::Failed => ("M-5-5L5 5M5-5L-5 5", "open"),
        Ending::Panicked => ("M0-7L7 5H-7z", ""),
        Ending::Dropped => ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "hollow"),
        Ending::Running => ("M-8-6L-2 0L-8 6M0-6L6 0L0 6", "open"),
    }
}

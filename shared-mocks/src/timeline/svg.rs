//! The surface of a page.

use svg::{
    Document,
    node::element::{Description, Group, Line, Path, Style, Text, Title},
};

use super::{
    Level, Look, Timeline,
    draw::{Bar, Surface, draw},
};

// Everything in the units of the view box; a page scales the whole.
const WIDTH: usize = 760;
const PLOT_LEFT: f64 = 140.0;
const PLOT_WIDTH: f64 = 500.0;
const ROW: usize = 22;
/// Above each caller, so that its calls are seen to be its own.
const GAP: usize = 8;
/// Under the title.
const TOP: usize = 36;

/// Colours by class, so that the picture follows the page's light or dark. No look depends on
/// them: each has a stroke or an end of its own.
const STYLE: &str = "
svg { color-scheme: light dark; background: var(--paper); font: 13px system-ui, sans-serif;
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --rule: #d1d9e0;
  --returned: #1a7f37; --failed: #c4161c; --timedout: #9a6700; --cancelled: #0969da; --running: #8250df; }
@media (prefers-color-scheme: dark) { svg {
  --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --rule: #3d444d;
  --returned: #3fb950; --failed: #ff7b72; --timedout: #d29922; --cancelled: #4493f8; --running: #ab7df8; } }
text { fill: var(--ink); } .faint { fill: var(--faint); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; } .title { font-weight: 600; font-size: 15px; }
.caller { font-weight: 600; } .middle { text-anchor: middle; } .end { text-anchor: end; }
.rule { stroke: var(--rule); } .mark { stroke: var(--faint); stroke-dasharray: 2 3; }
.stroke { stroke: currentColor; stroke-width: 5; } .waits { stroke-width: 2; stroke-dasharray: 1 3; }
.lost { stroke-width: 3; stroke-dasharray: 6 4; }
.cap { stroke: currentColor; stroke-width: 2.5; fill: currentColor; } .hollow { fill: var(--paper); } .open { fill: none; }
.returned { color: var(--returned); } .failed, .panicked { color: var(--failed); }
.timedout { color: var(--timedout); } .cancelled { color: var(--cancelled); } .running { color: var(--running); }
";

pub(super) fn render(timeline: &Timeline) -> String {
    // Marks take a line each above the ticks; every bar comes below.
    let first_row = TOP + ROW * timeline.marks.len() + ROW;
    let callers = timeline
        .rows
        .iter()
        .filter(|row| row.level == Level::Caller)
        .count();
    let bottom = first_row + ROW * timeline.rows.len() + GAP * callers;
    let height = bottom + 2 * ROW;
    let mut page = Page {
        marks: 0,
        next_row: first_row as f64,
        first_row: first_row as f64,
        bottom: bottom as f64,
        ground: Group::new(),
        bars: Group::new(),
    };
    draw(timeline, &mut page);
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH, height))
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .add(Title::new(timeline.title.as_str()).set("id", "title"))
        .add(
            Description::new()
                .set("id", "description")
                .add(svg::node::Text::new(timeline.description.as_str())),
        )
        .add(Style::new(STYLE))
        .add(words(&timeline.title, 12.0, 22.0, "title"))
        .add(page.ground)
        .add(page.bars)
        .add(legend(bottom as f64 + 28.0));
    format!("{document}\n")
}

struct Page {
    marks: usize,
    next_row: f64,
    first_row: f64,
    bottom: f64,
    /// What lies behind the bars.
    ground: Group,
    bars: Group,
}

impl Surface for Page {
    fn tick(&mut self, at: f64, label: &str) {
        self.ink(line(x(at), self.first_row, x(at), self.bottom).set("class", "rule"));
        self.ink(words(label, x(at), self.first_row - 6.0, "faint middle"));
    }

    fn mark(&mut self, at: Option<f64>, label: &str) {
        let y = (TOP + ROW * self.marks) as f64 + 12.0;
        self.marks += 1;
        match at {
            Some(at) => {
                self.ink(line(x(at), y + 4.0, x(at), self.bottom).set("class", "mark"));
                // Left of the plot's middle there is more room on the right.
                let class = if at < 0.5 { "faint" } else { "faint end" };
                self.ink(words(label, x(at), y, class));
            }
            None => self.ink(words(&format!("{label} →"), x(1.0), y, "faint end")),
        }
    }

    fn bar(&mut self, bar: &Bar<'_>) {
        let (indent, class, gap) = match bar.level {
            Level::Caller => (12.0, "caller", GAP),
            Level::Call => (26.0, "call", 0),
        };
        let y = self.next_row + gap as f64 + ROW as f64 / 2.0;
        self.next_row += (gap + ROW) as f64;
        let bars = std::mem::replace(&mut self.bars, Group::new());
        self.bars = bars
            .add(words(bar.label, indent, y + 4.0, class))
            .add(stroke(x(bar.start), x(bar.end), y, bar.level, bar.look))
            .add(words(bar.note, x(bar.end) + 12.0, y + 4.0, "faint"));
    }
}

impl Page {
    fn ink(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        let ground = std::mem::replace(&mut self.ground, Group::new());
        self.ground = ground.add(node);
    }
}

fn x(at: f64) -> f64 {
    round(PLOT_LEFT + at * PLOT_WIDTH)
}

/// A tenth of a unit is finer than any screen, and keeps the files short.
fn round(position: f64) -> f64 {
    (position * 10.0).round() / 10.0
}

fn words(text: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("class", class)
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    Line::new()
        .set("x1", x1)
        .set("y1", y1)
        .set("x2", x2)
        .set("y2", y2)
}

/// A bar and its end.
fn stroke(start: f64, end: f64, y: f64, level: Level, look: Look) -> Group {
    let class = match (level, look) {
        (Level::Caller, _) => "stroke waits",
        (Level::Call, Look::TimedOut | Look::Cancelled) => "stroke lost",
        (Level::Call, _) => "stroke",
    };
    let (shape, fill) = cap(look);
    let cap = Path::new()
        .set("class", format!("cap {fill}").trim_end())
        .set("d", shape)
        .set("transform", format!("translate({end} {y})"));
    Group::new()
        .set("class", color(look))
        .add(line(start, y, end, y).set("class", class))
        .add(cap)
}

/// The class that gives it its colour.
const fn color(look: Look) -> &'static str {
    match look {
        Look::Returned => "returned",
        Look::Failed => "failed",
        Look::Panicked => "panicked",
        Look::TimedOut => "timedout",
        Look::Cancelled => "cancelled",
        Look::Running => "running",
    }
}

/// The shape at a bar's end, around the origin, and how it is filled.
const fn cap(look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Returned => ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", ""),
        Look::Failed => ("M-5-5L5 5M5-5L-5 5", "open"),
        Look::Panicked => ("M0-7L7 5H-7z", ""),
        Look::TimedOut => ("M0-8V8", "open"),
        Look::Cancelled => ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "hollow"),
        Look::Running => ("M-8-6L-2 0L-8 6M0-6L6 0L0 6", "open"),
    }
}

fn legend(y: f64) -> Group {
    Look::ALL
        .into_iter()
        .enumerate()
        .fold(Group::new(), |legend, (index, look)| {
            let left = 14.0 + index as f64 * 122.0;
            legend
                .add(stroke(left, left + 24.0, y, Level::Call, look))
                .add(words(look.as_str(), left + 36.0, y + 4.0, "faint"))
        })
}

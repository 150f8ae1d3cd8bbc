//! The surface of a page.

use svg::{
    Document,
    node::element::{Description, Group, Line, Path, Rectangle, Style, Text, Title},
};

use super::{
    Level, Look, Timeline,
    axis::Axis,
    draw::{Bar, Surface, draw},
};

/// Where things stand, in the units of the view box; a page scales the whole.
#[derive(Debug, Clone, Copy)]
struct Frame {
    width: usize,
    plot_left: f64,
    plot_width: f64,
    /// Above the marks.
    top: usize,
    row: usize,
    /// Above each caller, so that its calls are seen to be its own.
    gap: usize,
    /// Left of a caller's name and of a call's.
    indents: [f64; 2],
    /// What is said of a mark to the right of the plot.
    beyond: &'static str,
    /// Whether the ends of calls can be taken hold of.
    grips: bool,
}

/// A picture that stands alone, with its title above and the legend below.
const FIGURE: Frame = Frame {
    width: 760,
    plot_left: 140.0,
    plot_width: 500.0,
    top: 36,
    row: 22,
    gap: 8,
    indents: [12.0, 26.0],
    beyond: " →",
    grips: false,
};

/// One of several pictures under one title. Narrow, so that a page 400 pixels wide hardly scales it
/// down.
const PANEL: Frame = Frame {
    width: 380,
    plot_left: 104.0,
    plot_width: 206.0,
    top: 0,
    row: 22,
    gap: 4,
    indents: [2.0, 12.0],
    beyond: ", beyond the axis →",
    grips: true,
};

/// Under the rows of a panel, for what a page has to add.
const PANEL_FOOT: usize = 22;

/// How far around its end a bar can be taken hold of: a finger's width.
const GRIP: f64 = 15.0;

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

/// What only a panel needs: text that may shrink a little, and ends that say they can be dragged.
const PANEL_STYLE: &str = "
svg { display: block; width: 100%; height: auto; } .faint { font-size: 12px; }
.grip { fill: transparent; cursor: ew-resize; touch-action: none; }
";

pub(super) fn render(timeline: &Timeline) -> String {
    let page = Page::draw(timeline, Axis::fit(timeline), FIGURE);
    let (bottom, height) = (page.bottom, page.bottom as usize + 2 * FIGURE.row);
    let document = Document::new()
        .set("viewBox", (0, 0, FIGURE.width, height))
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
        .add(legend(bottom + 28.0));
    format!("{document}\n")
}

/// Without title and legend, and with what a script must know to turn a place into a time. Pages
/// hold several, so nothing in it has an id.
pub(super) fn panel(timeline: &Timeline, axis: Axis) -> String {
    let page = Page::draw(timeline, axis, PANEL);
    let height = page.bottom as usize + PANEL_FOOT;
    let document = Document::new()
        .set("viewBox", (0, 0, PANEL.width, height))
        .set("role", "img")
        .set("aria-label", timeline.description.as_str())
        .set("data-plot-left", PANEL.plot_left)
        .set("data-plot-width", PANEL.plot_width)
        .set("data-end-ms", axis.end().as_secs_f64() * 1_000.0)
        .set("data-bottom", page.bottom)
        .add(Style::new(format!("{STYLE}{PANEL_STYLE}")))
        .add(page.ground.set("class", "ground"))
        .add(page.bars.set("class", "bars"));
    format!("{document}\n")
}

/// A short bar that ends so, for a legend in a page's own words.
pub(super) fn sample(look: Look) -> String {
    let document = Document::new()
        .set("viewBox", (0, 0, 44, 20))
        .set("width", 44)
        .set("height", 20)
        .set("aria-hidden", "true")
        .add(Style::new(format!("{STYLE}svg {{ background: none; }}\n")))
        .add(stroke(4.0, 32.0, 10.0, Level::Call, look));
    format!("{document}\n")
}

struct Page {
    frame: Frame,
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
                self.ink(line(self.x(at), y + 4.0, self.x(at), self.bottom).set("class", "mark"));
                // Left of the plot's middle there is more room on the right.
                let class = if at < 0.5 { "faint" } else { "faint end" };
                self.ink(words(label, self.x(at), y, class));
            }
            None => {
                let label = format!("{label}{}", self.frame.beyond);
                self.ink(words(&label, self.x(1.0), y, "faint end"));
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
        let bars = std::mem::replace(&mut self.bars, Group::new());
        self.bars = bars
            .add(words(bar.label, indent, y + 4.0, class))
            .add(stroke(start, end, y, bar.level, bar.look))
            .add(words(bar.note, end + 12.0, y + 4.0, "faint"));
        if self.frame.grips && bar.level == Level::Call {
            let bars = std::mem::replace(&mut self.bars, Group::new());
            self.bars = bars.add(grip(bar.label, end, y, row as f64));
        }
    }
}

impl Page {
    /// Everything but what stands above and below the plot.
    fn draw(timeline: &Timeline, axis: Axis, frame: Frame) -> Self {
        // Marks take a line each above the ticks; every bar comes below.
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

/// What a pointer takes hold of: the thin end of a bar alone would be hard to hit.
fn grip(label: &str, end: f64, y: f64, height: f64) -> Rectangle {
    Rectangle::new()
        .set("class", "grip")
        .set("data-label", label)
        .set("x", round(end - GRIP))
        .set("y", y - height / 2.0)
        .set("width", 2.0 * GRIP)
        .set("height", height)
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

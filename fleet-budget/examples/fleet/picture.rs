//! Every request over time, against the line that all processes together may not cross.

use std::time::Duration;

use svg::{
    Document, Node,
    node::element::{Description, Group, Path, Style, Text, Title},
};

use crate::{Args, api::Arrival, table::Run};

const ROWS: u32 = 12;

/// A row for each twelfth of the time: what was sent by then, and what was allowed.
pub(crate) fn to_text(run: &Run, args: &Args, columns: usize) -> String {
    let step = (run.took() / ROWS).max(Duration::from_millis(1));
    let end = allowed(args, step * ROWS).max(run.arrivals.len() as f64);
    let bar = columns.saturating_sub(36) as f64;
    let row = |row: u32| {
        let time = step * row;
        let sent = run
            .arrivals
            .iter()
            .filter(|arrival| arrival.at <= time)
            .count();
        let line = allowed(args, time);
        let (line_at, sent_at) = (
            (line / end * bar) as usize,
            (sent as f64 / end * bar) as usize,
        );
        let (within, beyond) = (sent_at.min(line_at), sent_at.saturating_sub(line_at));
        let (within, beyond) = ("█".repeat(within), "▒".repeat(beyond));
        let seconds = time.as_secs_f64();
        format!("{seconds:>6.2} s {within:<line_at$}│{beyond} {sent} of {line:.0}\n")
    };
    let rows: String = (0..=ROWS).map(row).collect();
    let name = run.way.name(args.processes);
    format!("{name}\n{rows}█ sent  ▒ over the line  │ the line\n\n")
}

fn allowed(args: &Args, time: Duration) -> f64 {
    f64::from(args.burst.get()) + f64::from(args.rate.get()) * time.as_secs_f64()
}

const PANEL: f64 = 300.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 290.0;

const STYLE: &str = "
svg { background: var(--paper); font: 12px system-ui, sans-serif; --paper: #ffffff; --ink: #1f2328; --busy: #0969da; --other: #bc4c00; --line: #c4161c; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --busy: #58a6ff; --other: #f0883e; --line: #ff7b72; } }
text { fill: var(--ink); } path { fill: none; } .name { font-weight: 600; font-size: 14px; }
.axes { stroke: var(--ink); } .line { stroke: var(--line); stroke-width: 2; stroke-dasharray: 6 4; }
.dots { stroke-width: 3; stroke-linecap: round; } path.busy { stroke: var(--busy); } path.other { stroke: var(--other); }
text.busy { fill: var(--busy); } text.other { fill: var(--other); } .end { text-anchor: end; }
";

/// The three pictures beside each other, on one scale.
pub(crate) fn to_svg(runs: &[Run], args: &Args) -> String {
    let seconds = runs
        .iter()
        .map(|run| run.took().as_secs_f64())
        .fold(0.1, f64::max);
    let most = runs.iter().map(|run| run.arrivals.len()).max().unwrap_or(1) as f64;
    let scale = Scale { seconds, most };
    let what = format!(
        "{} processes, {} requests; the API allows {} at once and {} a second",
        args.processes, most, args.burst, args.rate
    );
    let mut document = Document::new()
        .set("viewBox", (0, 0, PANEL * runs.len() as f64, HEIGHT))
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .add(Title::new("Requests of a fleet over time, against the line").set("id", "title"))
        .add(
            Description::new()
                .set("id", "description")
                .add(svg::node::Text::new(what.clone())),
        )
        .add(Style::new(STYLE))
        .add(words(what, LEFT, 20.0, ""))
        .add(words("● the busy process".to_owned(), 560.0, 20.0, "busy"))
        .add(words("● the others".to_owned(), 690.0, 20.0, "other"))
        .add(words("- - the line".to_owned(), 790.0, 20.0, ""));
    for (place, run) in (0..).zip(runs) {
        let panel = panel(run, args, &scale);
        document.append(panel.set(
            "transform",
            format!("translate({} 0)", f64::from(place) * PANEL),
        ));
    }
    format!("{document}\n")
}

struct Scale {
    seconds: f64,
    most: f64,
}

impl Scale {
    fn x(&self, time: f64) -> f64 {
        round(LEFT + time / self.seconds * (PANEL - LEFT - 16.0))
    }

    fn y(&self, count: f64) -> f64 {
        round(BOTTOM - count / self.most * (BOTTOM - TOP))
    }
}

fn panel(run: &Run, args: &Args, scale: &Scale) -> Group {
    let took = run.took().as_secs_f64();
    let (burst, rate) = (f64::from(args.burst.get()), f64::from(args.rate.get()));
    // Where the line leaves the panel.
    let end = ((scale.most - burst) / rate).clamp(0.0, scale.seconds);
    let line = format!(
        "M{} {}L{} {}",
        scale.x(0.0),
        scale.y(burst),
        scale.x(end),
        scale.y(burst + rate * end)
    );
    let axes = format!("M{LEFT} {TOP}V{BOTTOM}H{}", scale.x(scale.seconds));
    let mut panel = Group::new()
        .add(words(run.way.name(args.processes), LEFT, 46.0, "name"))
        .add(words(format!("{took:.1} s"), PANEL - 16.0, 46.0, "end"))
        .add(Path::new().set("class", "axes").set("d", axes))
        .add(words(
            format!("{}", scale.most),
            LEFT - 6.0,
            TOP + 8.0,
            "end",
        ))
        .add(words("0 s".to_owned(), LEFT, BOTTOM + 18.0, ""))
        .add(words(
            format!("{:.1} s", scale.seconds),
            PANEL - 16.0,
            BOTTOM + 18.0,
            "end",
        ));
    for (class, is_busy) in [("dots busy", true), ("dots other", false)] {
        let theirs = (1..)
            .zip(&run.arrivals)
            .filter(|(_, it)| (it.process == 0) == is_busy);
        // A stroke without length is its round end.
        let dot = |(count, arrival): (u32, &Arrival)| {
            let (x, y) = (scale.x(arrival.at.as_secs_f64()), scale.y(f64::from(count)));
            format!("M{x} {y}h0")
        };
        let dots: String = theirs.map(dot).collect();
        panel.append(Path::new().set("class", class).set("d", dots));
    }
    panel.add(Path::new().set("class", "line").set("d", line))
}

fn words(text: String, x: f64, y: f64, class: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("class", class)
}

fn round(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

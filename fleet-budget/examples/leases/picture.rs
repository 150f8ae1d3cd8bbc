//! Accuracy against calls to the server: the nearer to the corner at zero, the better.

use svg::{
    Document, Node,
    node::element::{Circle, Description, Line, Path, Rectangle, Style, Text, Title},
};

use crate::fleet::{Fleet, Outcome};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 330.0;

const STYLE: &str = "
svg { background: var(--paper); font: 12px system-ui, sans-serif; --paper: #ffffff; --ink: #1f2328; --thrown: #bc4c00; --over: #0969da; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --thrown: #f0883e; --over: #58a6ff; } }
text { fill: var(--ink); } .name { font-weight: 600; font-size: 14px; } .axes { fill: none; stroke: var(--ink); }
.grid { stroke: var(--ink); opacity: 0.2; } .thrown { fill: var(--thrown); } .over { fill: var(--over); } .middle { text-anchor: middle; } .end { text-anchor: end; }
";

/// Calls a second to the right, percent upwards.
pub(crate) fn to_svg(fleet: &Fleet, outcomes: &[Outcome]) -> String {
    let most = outcomes
        .iter()
        .map(Outcome::calls_a_second)
        .fold(1.0, f64::max)
        * 1.1;
    let x = |calls: f64| round(LEFT + calls / most * (WIDTH - LEFT - 24.0));
    let y = |percent: f64| round(BOTTOM - percent.min(100.0) / 100.0 * (BOTTOM - TOP));
    let axes = format!("M{LEFT} {TOP}V{BOTTOM}H{}", WIDTH - 24.0);
    let summary = format!(
        "Leased slices for {} replicas: accuracy against calls",
        fleet.replicas
    );
    let mut document = Document::new()
        .set("viewBox", (0, 0, WIDTH, HEIGHT))
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .add(Title::new(summary.clone()).set("id", "title"))
        .add(
            Description::new()
                .set("id", "description")
                .add(svg::node::Text::new(fleet.about())),
        )
        .add(Style::new(STYLE))
        .add(words(summary, LEFT, 22.0, "name"))
        .add(words(
            "● % of the leased tokens thrown away",
            LEFT,
            44.0,
            "thrown",
        ))
        .add(words("■ % of the burst over the line", 300.0, 44.0, "over"))
        .add(Path::new().set("class", "axes").set("d", axes))
        .add(words(
            "calls to the server a second",
            WIDTH - 24.0,
            BOTTOM + 36.0,
            "end",
        ));
    for percent in [0.0, 50.0, 100.0] {
        document.append(words(
            format!("{percent} %"),
            LEFT - 6.0,
            y(percent) + 4.0,
            "end",
        ));
    }
    for calls in (0..)
        .map(|step| f64::from(step) * 50_000.0)
        .take_while(|calls| *calls <= most)
    {
        document.append(words(format!("{calls}"), x(calls), BOTTOM + 18.0, "middle"));
    }
    for outcome in outcomes {
        let calls = x(outcome.calls_a_second());
        let (thrown, over) = (y(outcome.thrown_away()), y(outcome.over_the_line()));
        document.append(
            Line::new()
                .set("class", "grid")
                .set("x1", calls)
                .set("x2", calls)
                .set("y1", TOP)
                .set("y2", BOTTOM),
        );
        document.append(
            Rectangle::new()
                .set("class", "over")
                .set("x", calls - 4.0)
                .set("y", over - 4.0)
                .set("width", 8)
                .set("height", 8),
        );
        document.append(
            Circle::new()
                .set("class", "thrown")
                .set("cx", calls)
                .set("cy", thrown)
                .set("r", 5),
        );
        // Above both marks.
        let name = words(
            outcome.slice.to_string(),
            calls,
            thrown.min(over) - 10.0,
            "middle",
        );
        document.append(name);
    }
    format!("{document}\n")
}

fn words(text: impl Into<String>, x: f64, y: f64, class: &str) -> Text {
    Text::new(text.into())
        .set("x", x)
        .set("y", y)
        .set("class", class)
}

fn round(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

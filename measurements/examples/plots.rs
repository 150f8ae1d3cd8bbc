//! Draws the book's pictures from criterion's estimates: a bar a contender, light and dark.
//!
//! ```sh
//! cargo bench
//! cargo run -p measurements --example plots
//! ```
//!
//! Run it in the workspace's folder: it reads `target/criterion` and writes `docs/src/plots`.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use criterion::measurement::{Measurement, ValueFormatter};
use measurements::{Ratio, VirtualTime};
use serde_json::Value;
use svg::{
    Document,
    node::element::{Line, Rectangle, Style, Text},
};

const ROW: f64 = 26.0;
const LEFT: f64 = 190.0;
const PLOT: f64 = 430.0;

/// It follows the page's light or dark.
const STYLE: &str = "
svg { color-scheme: light dark; background: var(--paper); font: 13px system-ui, sans-serif;
  --paper: #ffffff; --ink: #1f2328; --bar: #0969da; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --bar: #4493f8; } }
text { fill: var(--ink); } .title { font-weight: 600; font-size: 15px; } .end { text-anchor: end; }
rect { fill: var(--bar); } line { stroke: var(--ink); stroke-width: 2; }
";

fn main() -> Result<(), Box<dyn Error>> {
    let (times, ratio) = (VirtualTime.formatter(), Ratio.formatter());
    draw("one-fails", "what the caller waits", times)?;
    draw(
        "overhead, 3 services, callers: 64",
        "times bare spawns",
        ratio,
    )?;
    draw("kata 01, callers: 64", "times a bare try_join!", ratio)
}

/// A line of a group: its name, its estimate and the bounds of that.
struct Estimate {
    name: String,
    point: f64,
    bounds: [f64; 2],
}

fn draw(group: &str, unit: &str, formatter: &dyn ValueFormatter) -> Result<(), Box<dyn Error>> {
    let mut estimates = Vec::new();
    // As criterion names its folders.
    let folder = Path::new("target/criterion").join(group.replace(':', "_"));
    for line in fs::read_dir(&folder).map_err(|error| format!("{group}: {error}"))? {
        let new = line?.path().join("new");
        if new.is_dir() {
            estimates.push(read(&new)?);
        }
    }
    estimates.sort_by(|one, other| one.point.total_cmp(&other.point));
    let word = group.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let file = PathBuf::from("docs/src/plots").join(word.replace("--", "-").to_lowercase());
    fs::write(
        file.with_extension("svg"),
        picture(&format!("{group}: {unit}"), &estimates, formatter),
    )?;
    Ok(())
}

fn read(new: &Path) -> Result<Estimate, Box<dyn Error>> {
    let json = |file| -> Result<Value, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(new.join(file))?)?)
    };
    let (benchmark, estimates) = (json("benchmark.json")?, json("estimates.json")?);
    let mean = &estimates["mean"];
    let number = |value: &Value| value.as_f64().ok_or("no number");
    let interval = &mean["confidence_interval"];
    Ok(Estimate {
        name: benchmark["function_id"].as_str().unwrap_or("").to_owned(),
        point: number(&mean["point_estimate"])?,
        bounds: [
            number(&interval["lower_bound"])?,
            number(&interval["upper_bound"])?,
        ],
    })
}

fn picture(title: &str, estimates: &[Estimate], formatter: &dyn ValueFormatter) -> String {
    let longest = estimates.iter().map(|it| it.bounds[1]).fold(0.0, f64::max);
    let x = |value: f64| (value / longest * PLOT * 10.0).round() / 10.0;
    let mut page = Document::new()
        .set("viewBox", (0, 0, 760, 50.0 + ROW * estimates.len() as f64))
        .set("role", "img")
        .set("aria-label", title)
        .add(Style::new(STYLE))
        .add(words(title, 12.0, 24.0, "title"));
    for (index, estimate) in estimates.iter().enumerate() {
        let y = 40.0 + ROW * index as f64;
        let bar = Rectangle::new().set("x", LEFT).set("y", y);
        let [low, high] = estimate.bounds.map(x);
        let interval = Line::new()
            .set("x1", LEFT + low)
            .set("x2", LEFT + high)
            .set("y1", y + 9.0)
            .set("y2", y + 9.0);
        let value = formatter.format_value(estimate.point);
        page = page
            .add(words(&estimate.name, LEFT - 10.0, y + 13.0, "end"))
            .add(bar.set("width", x(estimate.point)).set("height", ROW - 8.0))
            .add(interval)
            .add(words(value.trim(), LEFT + high + 8.0, y + 13.0, ""));
    }
    format!("{page}\n")
}

fn words(text: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("class", class)
}

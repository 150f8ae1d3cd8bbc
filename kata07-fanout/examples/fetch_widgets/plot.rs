//! The requests over time, against the line of the limit.

use std::{
    fs::File,
    io::{self, Write},
    path::{Display, Path as FilePath, PathBuf},
};

use svg::{
    Document,
    node::element::{Description, Path, Style, Text, Title},
};
use timeline::Call;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 48.0;

const STYLE: &str = "
svg { background: var(--paper); font: 12px system-ui, sans-serif; --paper: #ffffff; --ink: #1f2328; --sent: #1a7f37; --line: #c4161c; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --sent: #3fb950; --line: #ff7b72; } }
text { fill: var(--ink); } path { fill: none; stroke-width: 2; }
.axes { stroke: var(--ink); stroke-width: 1; } .sent { stroke: var(--sent); } .allowed { stroke: var(--line); stroke-dasharray: 6 4; }
";

/// The file for the picture. It is open from the start, and keeps its content until `write`.
pub(crate) struct PlotFile {
    path: PathBuf,
    file: File,
}

#[derive(Debug, thiserror::Error)]
#[error("cannot write the plot to {}", path.display())]
pub(crate) struct PlotError {
    path: PathBuf,
    source: io::Error,
}

impl PlotFile {
    pub(crate) fn open(path: &FilePath) -> Result<Self, PlotError> {
        let options = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        match options {
            Ok(file) => Ok(Self {
                path: path.to_owned(),
                file,
            }),
            Err(source) => Err(PlotError {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Replaces the content, and returns the name.
    pub(crate) fn write(&self, picture: &str) -> Result<Display<'_>, PlotError> {
        let mut file = &self.file;
        let written = file
            .set_len(0)
            .and_then(|()| file.write_all(picture.as_bytes()));
        match written {
            Ok(()) => Ok(self.path.display()),
            Err(source) => Err(PlotError {
                path: self.path.clone(),
                source,
            }),
        }
    }
}

/// The picture as an SVG document.
pub(crate) fn draw(calls: &[Call], rate: u32, burst: u32) -> String {
    let first = calls.first().map(|call| call.start).unwrap_or_default();
    let times: Vec<f64> = calls
        .iter()
        .map(|call| (call.start - first).as_secs_f64())
        .collect();
    let seconds = times.last().copied().unwrap_or_default().max(0.1);
    let allowed = |time: f64| f64::from(burst) + f64::from(rate) * time;
    let most = allowed(seconds).max(times.len() as f64);
    let x = |time: f64| MARGIN + time / seconds * (WIDTH - 2.0 * MARGIN);
    let y = |count: f64| HEIGHT - MARGIN - count / most * (HEIGHT - 2.0 * MARGIN);

    // One step for each request.
    let steps = times.iter().enumerate().map(|(before, time)| {
        let (x, low, high) = (x(*time), y(before as f64), y(before as f64 + 1.0));
        format!("L{x:.1} {low:.1}V{high:.1}")
    });
    let sent = format!("M{:.1} {:.1}{}", x(0.0), y(0.0), steps.collect::<String>());
    let line = format!(
        "M{:.1} {:.1}L{:.1} {:.1}",
        x(0.0),
        y(allowed(0.0)),
        x(seconds),
        y(allowed(seconds))
    );
    let axes = format!("M{MARGIN} {MARGIN}V{}H{}", HEIGHT - MARGIN, WIDTH - MARGIN);
    let summary = format!(
        "{} requests in {seconds:.1} s; the limit: {burst} at once and {rate} a second",
        times.len()
    );
    let words = |text: String, x: f64, y: f64| Text::new(text).set("x", x).set("y", y);
    let path = |class: &str, shape: String| Path::new().set("class", class).set("d", shape);
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH, HEIGHT))
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .add(Title::new("Requests over time").set("id", "title"))
        .add(
            Description::new()
                .set("id", "description")
                .add(svg::node::Text::new(summary.clone())),
        )
        .add(Style::new(STYLE))
        .add(path("axes", axes))
        .add(path("allowed", line))
        .add(path("sent", sent))
        .add(words(summary, MARGIN, MARGIN - 16.0))
        .add(words("0 s".to_owned(), MARGIN, HEIGHT - MARGIN + 18.0))
        .add(words(
            format!("{seconds:.1} s"),
            WIDTH - MARGIN - 24.0,
            HEIGHT - MARGIN + 18.0,
        ))
        .add(words(
            format!("{}", times.len()),
            12.0,
            y(times.len() as f64),
        ));
    format!("{document}\n")
}

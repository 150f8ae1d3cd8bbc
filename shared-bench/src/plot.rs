//! Standings as a picture: a bar a contender, as long as its median.

use svg::{
    Document,
    node::element::{Rectangle, Style, Text},
};

use crate::{Standings, human};

const ROW: f64 = 26.0;
const LEFT: f64 = 190.0;
const PLOT: f64 = 430.0;

/// As the timelines, it follows the page's light or dark.
const STYLE: &str = "
svg { color-scheme: light dark; background: var(--paper); font: 13px system-ui, sans-serif;
  --paper: #ffffff; --ink: #1f2328; --bar: #0969da; --baseline: #59636e; }
@media (prefers-color-scheme: dark) { svg {
  --paper: #0d1117; --ink: #f0f6fc; --bar: #4493f8; --baseline: #9198a1; } }
text { fill: var(--ink); } .title { font-weight: 600; font-size: 15px; } .end { text-anchor: end; }
.bar { fill: var(--bar); } .baseline { fill: var(--baseline); }
";

impl Standings {
    /// The picture, an SVG document; the baseline's bar has a colour of its own, and every bar says
    /// how many times the baseline it is.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let medians: Vec<_> = self.medians().collect();
        let longest = medians.iter().map(|(_, median)| *median).max();
        let longest = longest.unwrap_or_default().as_secs_f64();
        let baseline = medians
            .first()
            .map_or(1.0, |(_, first)| first.as_secs_f64());
        let height = 44.0 + ROW * medians.len() as f64;
        let mut page = Document::new()
            .set("viewBox", (0, 0, 760, height))
            .set("role", "img")
            .set("aria-label", self.title())
            .add(Style::new(STYLE))
            .add(words(self.title(), 12.0, 24.0, "title"));
        for (index, (name, median)) in medians.iter().enumerate() {
            let y = 40.0 + ROW * index as f64;
            let seconds = median.as_secs_f64();
            let width = (PLOT * seconds / longest * 10.0).round() / 10.0;
            let ratio = format!("{} · {:.2}", human(*median), seconds / baseline);
            let class = if index == 0 { "baseline" } else { "bar" };
            let bar = Rectangle::new()
                .set("x", LEFT)
                .set("y", y)
                .set("width", width)
                .set("height", ROW - 8.0)
                .set("class", class);
            page = page
                .add(words(name, LEFT - 10.0, y + 13.0, "end"))
                .add(bar)
                .add(words(&ratio, LEFT + width + 8.0, y + 13.0, ""));
        }
        format!("{page}\n")
    }
}

fn words(text: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("class", class)
}

//! The SVG surface: a figure, a panel beside other panels, and a sample for a legend.

mod ink;
mod page;

use svg::{
    Document,
    node::element::{Description, Group, Style, Title},
};

use crate::{Ending, Level, Timeline, axis::Axis};

use ink::{stroke, words};
use page::{FIGURE, PANEL, Page};

/// Space under the rows of a panel, for additions by the page.
const PANEL_FOOT: usize = 22;

/// Colours by class, so that the picture follows the page's light or dark theme. You can tell the
/// endings apart without them: each has its own stroke or end.
const STYLE: &str = "
svg { color-scheme: light dark; background: var(--paper); font: 13px system-ui, sans-serif;
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --rule: #d1d9e0;
  --returned: #1a7f37; --failed: #c4161c; --cancelled: #0969da; --running: #8250df; }
@media (prefers-color-scheme: dark) { svg {
  --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --rule: #3d444d;
  --returned: #3fb950; --failed: #ff7b72; --cancelled: #4493f8; --running: #ab7df8; } }
text { fill: var(--ink); } .faint { fill: var(--faint); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; } .title { font-weight: 600; font-size: 15px; }
.caller { font-weight: 600; } .middle { text-anchor: middle; } .end { text-anchor: end; }
.rule { stroke: var(--rule); } .mark { stroke: var(--faint); stroke-dasharray: 2 3; }
.stroke { stroke: currentColor; stroke-width: 5; } .waits { stroke-width: 2; stroke-dasharray: 1 3; }
.lost { stroke-width: 3; stroke-dasharray: 6 4; }
.cap { stroke: currentColor; stroke-width: 2.5; fill: currentColor; } .hollow { fill: var(--paper); } .open { fill: none; }
.returned { color: var(--returned); } .failed, .panicked { color: var(--failed); }
.cancelled { color: var(--cancelled); } .running { color: var(--running); }
";

/// Only for panels: text that may shrink a little.
const PANEL_STYLE: &str = "
svg { display: block; width: 100%; height: auto; } .faint { font-size: 12px; }
";

pub(crate) fn render(timeline: &Timeline) -> String {
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

/// Without title and legend, and with the data that a script needs to turn a position into a time.
/// A page holds several, so nothing in it has an id.
pub(crate) fn panel(timeline: &Timeline, axis: Axis) -> String {
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

impl Ending {
    /// A short bar with this ending, as an SVG document of 44 by 20, for a page's own legend.
    #[must_use]
    pub fn to_svg(self) -> String {
        let document = Document::new()
            .set("viewBox", (0, 0, 44, 20))
            .set("width", 44)
            .set("height", 20)
            .set("aria-hidden", "true")
            .add(Style::new(format!("{STYLE}svg {{ background: none; }}\n")))
            .add(stroke(4.0, 32.0, 10.0, Level::Call, self));
        format!("{document}\n")
    }
}

fn legend(y: f64) -> Group {
    Ending::ALL
        .into_iter()
        .enumerate()
        .fold(Group::new(), |legend, (index, ending)| {
            let left = 14.0 + index as f64 * 146.0;
            legend
                .add(stroke(left, left + 24.0, y, Level::Call, ending))
                .add(words(ending.in_words(), left + 36.0, y + 4.0, "faint"))
        })
}

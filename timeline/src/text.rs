//! The text surface.

use anstyle::{AnsiColor, Style};

use crate::{
    Ending, Level, Timeline,
    axis::Axis,
    draw::{Bar, Surface, draw},
};

/// Narrower bars show nothing, whatever the terminal's width.
const LEAST_PLOT: usize = 20;

pub(crate) fn render(timeline: &Timeline, columns: usize) -> String {
    let mut text = Text::new(timeline, columns);
    draw(timeline, Axis::fit(timeline), &mut text);
    text.finish()
}

/// The width of the legend in one line.
const LEGEND: usize = 67;

/// What each end means.
pub(crate) fn legend(columns: usize) -> String {
    let entries = Ending::ALL.map(|ending| {
        let style = style(ending);
        format!(
            "{style}{}{}{style:#} {}",
            stroke(Level::Call, ending),
            cap(ending),
            ending.in_words()
        )
    });
    let line = if columns < LEGEND { 3 } else { entries.len() };
    let lines = entries.chunks(line).map(|line| line.join("  "));
    lines.collect::<Vec<_>>().join("\n")
}

struct Text {
    labels: usize,
    plot: usize,
    marks: Vec<String>,
    /// The columns where marks run down through the rows.
    rules: Vec<usize>,
    ticks: Line,
    axis: Line,
    rows: Vec<String>,
}

impl Text {
    fn new(timeline: &Timeline, columns: usize) -> Self {
        let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
        let labels = widest(
            &mut timeline
                .rows
                .iter()
                .map(|row| indent(row.level).len() + row.label.chars().count()),
        ) + 2;
        let notes = widest(&mut timeline.rows.iter().map(|row| row.note.chars().count())) + 1;
        let plot = columns.saturating_sub(labels + notes).max(LEAST_PLOT);
        Self {
            labels,
            plot,
            marks: Vec::new(),
            rules: Vec::new(),
            ticks: Line::new(plot + notes),
            axis: Line::filled('─', plot),
            rows: Vec::new(),
        }
    }

    fn column(&self, at: f64) -> usize {
        // Position 0 is the first column and 1 the last.
        (at * (self.plot - 1) as f64).round() as usize
    }

    fn finish(self) -> String {
        let margin = " ".repeat(self.labels);
        let dim = Style::new().dimmed();
        let head = self.marks.iter().chain([&self.ticks.0, &self.axis.0]);
        let head = head.map(|line| format!("{margin}{dim}{}{dim:#}", line.trim_end()));
        head.chain(self.rows).map(|line| line + "\n").collect()
    }
}

impl Surface for Text {
    fn tick(&mut self, at: f64, label: &str) {
        let column = self.column(at);
        self.axis.put(column, "┬");
        self.ticks.put_if_free(column, label);
    }

    fn mark(&mut self, at: Option<f64>, label: &str) {
        let Some(at) = at else {
            self.marks
                .push(format!("{:>1$}", format!("{label} →"), self.plot));
            return;
        };
        let column = self.column(at);
        self.rules.push(column);
        let width = label.chars().count();
        let (margin, whole) = (" ".repeat(column), self.ticks.0.chars().count());
        // The label stands left of its rule, right of it, or above it: wherever there is room.
        if column > width {
            self.marks
                .push(format!("{:>1$}", format!("{label} ┐"), column + 1));
        } else if column + 2 + width <= whole {
            self.marks.push(format!("{margin}┌ {label}"));
        } else {
            self.marks.push(format!("{label:>whole$}"));
            self.marks.push(format!("{margin}┐"));
        }
    }

    fn bar(&mut self, bar: &Bar<'_>) {
        let (start, last) = (self.column(bar.start), self.column(bar.end));
        let mut before = Line::new(start);
        let mut behind = Line::new(self.plot - last - 1);
        for rule in &self.rules {
            if *rule < start {
                before.put(*rule, "┊");
            } else if *rule > last {
                behind.put(rule - last - 1, "┊");
            }
        }
        let stroke = stroke(bar.level, bar.ending)
            .to_string()
            .repeat(last - start);
        let (style, bold) = (style(bar.ending), level_style(bar.level));
        let label = format!("{}{}", indent(bar.level), bar.label);
        let pad = " ".repeat(self.labels - label.chars().count());
        let row = format!(
            "{bold}{label}{bold:#}{pad}{}{style}{stroke}{}{style:#}{} {}",
            before.0,
            cap(bar.ending),
            behind.0,
            bar.note,
        );
        self.rows.push(row.trim_end().to_owned());
    }
}

/// A line of characters that you can overwrite.
struct Line(String);

impl Line {
    fn new(columns: usize) -> Self {
        Self::filled(' ', columns)
    }

    fn filled(character: char, columns: usize) -> Self {
        Self(character.to_string().repeat(columns))
    }

    /// Writes `text` from `column` on and cuts it at the end of the line.
    fn put(&mut self, column: usize, text: &str) {
        let columns = self.0.chars().count();
        let written = self.0.chars().take(column).chain(text.chars());
        let rest = self.0.chars().skip(column + text.chars().count());
        self.0 = written.chain(rest).take(columns).collect();
    }

    /// Writes `text` if it fits and touches nothing else.
    fn put_if_free(&mut self, column: usize, text: &str) {
        let width = text.chars().count();
        let place: Vec<char> = self
            .0
            .chars()
            .skip(column.saturating_sub(1))
            .take(width + 1)
            .collect();
        if place.len() > width && place.iter().all(|character| *character == ' ') {
            self.put(column, text);
        }
    }
}

const fn indent(level: Level) -> &'static str {
    match level {
        Level::Caller => "",
        Level::Call => "  ",
    }
}

fn level_style(level: Level) -> Style {
    match level {
        Level::Caller => Style::new().bold(),
        Level::Call => Style::new(),
    }
}

/// A thin line for a caller, which only waits; a thick one for a call; dashes for a cancelled call.
const fn stroke(level: Level, ending: Ending) -> char {
    match (level, ending) {
        (Level::Caller, _) => '┈',
        (Level::Call, Ending::Dropped) => '╌',
        (Level::Call, _) => '━',
    }
}

const fn cap(ending: Ending) -> char {
    match ending {
        Ending::Returned => '●',
        Ending::Failed => '✗',
        Ending::Panicked => '!',
        Ending::Dropped => '○',
        Ending::Running => '»',
    }
}

fn style(ending: Ending) -> Style {
    match ending {
        Ending::Returned => AnsiColor::Green.on_default(),
        Ending::Failed => AnsiColor::Red.on_default(),
        Ending::Panicked => AnsiColor::Red.on_default().bold(),
        Ending::Dropped => AnsiColor::Cyan.on_default(),
        Ending::Running => AnsiColor::Magenta.on_default().bold(),
    }
}

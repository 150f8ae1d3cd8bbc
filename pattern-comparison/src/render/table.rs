//! A comparison as a table: a row a pattern.

use std::{fmt, time::Duration};

use anstyle::{AnsiColor, Style};
use tabled::{
    builder::Builder,
    settings::{
        Padding,
        style::{self, HorizontalLine},
    },
};

use crate::compare::{Comparison, Outcome, Run, RunStatus};

/// One comparison: a heading in words and a row a pattern.
///
/// It prints with ANSI styles; write it through [`anstream`] to have them only where they belong.
#[derive(Debug)]
pub struct Table<'a> {
    comparison: &'a Comparison,
    /// The same scenario in virtual time, whose times stand beside the measured ones.
    beside: Option<&'a Comparison>,
}

impl<'a> Table<'a> {
    /// The table of a comparison in virtual time.
    #[must_use]
    pub const fn new(comparison: &'a Comparison) -> Self {
        Self {
            comparison,
            beside: None,
        }
    }

    /// The table of a live comparison, with the times of the virtual one beside its own.
    #[must_use]
    pub const fn live(live: &'a Comparison, virtual_time: &'a Comparison) -> Self {
        Self {
            comparison: live,
            beside: Some(virtual_time),
        }
    }

    fn header(&self) -> Vec<String> {
        let times: &[_] = match self.beside {
            None => &["time to\nanswer"],
            Some(_) => &["virtual", "measured"],
        };
        [
            &["pattern", "status", "sections", "errors"],
            times,
            &["calls\ncancelled", "still\nrunning"],
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
    }

    fn row(&self, index: usize, run: &Run) -> Vec<String> {
        let mut row = vec![
            run.pattern.to_string(),
            status(run.outcome.status()),
            sections(run),
            errors(run),
        ];
        row.extend(
            self.beside
                .map(|beside| time_to_answer(&beside.runs[index])),
        );
        row.push(time_to_answer(run));
        row.push(run.cancelled().to_string());
        row.push(running(run.running()));
        row
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison {
            selection,
            deadline,
            runs,
        } = self.comparison;
        let scenario = selection.scenario();
        let bold = Style::new().bold();
        writeln!(f, "{bold}{}{bold:#} ({selection})", selection.title())?;
        writeln!(f, "{}.", scenario.in_words())?;
        if let Some(latency) = scenario.leave {
            write!(f, "The caller leaves after {latency}. ")?;
        }
        writeln!(f, "The deadline is {deadline}.\n")?;

        let mut builder = Builder::default();
        builder.push_record(self.header());
        for (index, run) in runs.iter().enumerate() {
            builder.push_record(self.row(index, run));
        }
        let rule = HorizontalLine::new('─').intersection('─');
        let mut table = builder.build();
        table
            .with(style::Style::blank().horizontals([(1, rule)]))
            .with(Padding::new(0, 1, 0, 0));
        for line in table.to_string().lines() {
            writeln!(f, "{}", line.trim_end())?;
        }

        match runs.iter().find_map(watched) {
            Some(watched) => writeln!(f, "\nnever: no answer in the {} watched.", short(watched)),
            None => Ok(()),
        }
    }
}

fn status(status: RunStatus) -> String {
    let color = match status {
        RunStatus::Complete => AnsiColor::Green,
        RunStatus::Partial => AnsiColor::Yellow,
        RunStatus::Failed => AnsiColor::Red,
        RunStatus::Abandoned | RunStatus::Never => AnsiColor::Magenta,
    };
    styled(color, status.as_str())
}

fn sections(run: &Run) -> String {
    let fetched = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.data.len(),
        Outcome::Abandoned | Outcome::Never { .. } => 0,
    };
    format!("{fetched} of {}", crate::SERVICES.len())
}

fn errors(run: &Run) -> String {
    let errors = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.errors.as_slice(),
        Outcome::Abandoned | Outcome::Never { .. } => &[],
    };
    let lines = errors.iter().map(|failed| {
        let (service, kind) = (&failed.service, failed.error.kind().as_str());
        // The longest name gets a line of its own, and the table fits a terminal of 80 columns.
        let gap = if service.len() + kind.len() < 14 {
            " "
        } else {
            "\n  "
        };
        format!("{service}{gap}{kind}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn time_to_answer(run: &Run) -> String {
    match run.outcome {
        Outcome::Answered { after, .. } => short(after),
        Outcome::Abandoned | Outcome::Never { .. } => "–".to_owned(),
    }
}

/// What runs on without a caller is what this whole page warns of.
fn running(calls: usize) -> String {
    match calls {
        0 => "0".to_owned(),
        calls => styled(AnsiColor::Red, &calls.to_string()),
    }
}

fn watched(run: &Run) -> Option<Duration> {
    match run.outcome {
        Outcome::Never { watched } => Some(watched),
        Outcome::Answered { .. } | Outcome::Abandoned => None,
    }
}

/// In whole milliseconds, or seconds where they are whole, as the scenarios are written.
fn short(time: Duration) -> String {
    match time.as_millis() {
        ms if ms > 0 && ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{ms}ms"),
    }
}

fn styled(color: AnsiColor, text: &str) -> String {
    let style = color.on_default();
    format!("{style}{text}{style:#}")
}

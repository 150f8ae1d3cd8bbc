//! A comparison as a table: one row for each pattern.

use std::{fmt, time::Duration};

use anstyle::Style;
use shared_mocks::Behaviour;
use tabled::{
    builder::Builder,
    settings::{
        Color, Padding,
        object::Columns,
        style::{self, HorizontalLine},
    },
};
use timeline::short;

use crate::compare::{Comparison, Outcome, Run, RunStatus};

/// One comparison: a heading in words, and one row for each pattern.
///
/// Prints with ANSI styles. Write it through [`anstream`], which removes them where they do not
/// belong.
#[derive(Debug)]
pub struct Table<'a> {
    comparison: &'a Comparison,
    /// The same scenario in virtual time, for a column beside the measured times.
    beside: Option<&'a Comparison>,
}

/// Why the live table differs from the virtual one.
const PANICS: &str = "Over HTTP a panic is a connection that closes: the call failed.";

impl<'a> Table<'a> {
    /// The table of a comparison.
    #[must_use]
    pub const fn new(comparison: &'a Comparison) -> Self {
        Self {
            comparison,
            beside: None,
        }
    }

    /// The same, with the times of a virtual comparison beside the measured ones.
    #[must_use]
    pub const fn beside(self, virtual_time: &'a Comparison) -> Self {
        Self {
            beside: Some(virtual_time),
            ..self
        }
    }

    /// The rows without the heading.
    #[must_use]
    pub fn body(&self) -> String {
        let runs = &self.comparison.runs;
        let mut builder = Builder::default();
        builder.push_record(self.header());
        for (index, run) in runs.iter().enumerate() {
            builder.push_record(self.row(index, run));
        }
        // The gaps are smaller with one more column, so both tables fit 80 columns.
        let gap = if self.beside.is_some() { 0 } else { 1 };
        let rule = HorizontalLine::new('─').intersection('─');
        let mut table = builder.build();
        table
            .with(style::Style::blank().horizontals([(1, rule)]))
            .with(Padding::new(0, gap, 0, 0))
            .modify(Columns::last(), Padding::zero());
        let last = table.count_columns() - 1;
        for (row, run) in (1..).zip(runs) {
            table.modify((row, 1), status_color(run.outcome.status()));
            // A call that is still running without a caller is a leak.
            if run.running() > 0 {
                table.modify((row, last), Color::FG_RED);
            }
        }
        let rows = table.to_string();
        let rows = rows.lines().map(|line| format!("{}\n", line.trim_end()));
        rows.chain(self.footnotes()).collect()
    }

    fn footnotes(&self) -> impl Iterator<Item = String> {
        let scenario = self.comparison.selection.scenario();
        let watched = self.comparison.runs.iter().find_map(watched);
        let panics = scenario
            .behaviours
            .iter()
            .any(|it| matches!(it, Behaviour::Panic(_)));
        let notes = [
            watched.map(|it| format!("never: no answer in the {} watched.", short(it))),
            (self.beside.is_some() && panics).then(|| PANICS.to_owned()),
        ];
        notes
            .into_iter()
            .flatten()
            .map(|note| format!("\n{note}\n"))
    }

    fn header(&self) -> Vec<String> {
        let times: &[_] = match self.beside {
            None => &["time to\nanswer"],
            Some(_) => &["virtual", "live"],
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
            run.name.to_owned(),
            run.outcome.status().as_str().to_owned(),
            sections(run),
            errors(run),
        ];
        row.extend(self.beside.map(|beside| {
            let run = beside.runs.get(index);
            run.map_or_else(String::new, time_to_answer)
        }));
        row.push(time_to_answer(run));
        row.push(run.cancelled().to_string());
        row.push(run.running().to_string());
        row
    }
}

/// The heading of a comparison, in words.
///
/// Prints with ANSI styles, as a [`Table`] does.
#[must_use]
pub fn heading(comparison: &Comparison) -> String {
    let Comparison {
        selection,
        deadline,
        ..
    } = comparison;
    let (scenario, bold) = (selection.scenario(), Style::new().bold());
    let leaves = scenario
        .leave
        .map(|latency| format!("The caller leaves after {latency}. "));
    format!(
        "{bold}{}{bold:#} ({selection})\n{}.\n{}The deadline is {deadline}.\n",
        selection.title(),
        scenario.in_words(),
        leaves.unwrap_or_default(),
    )
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", heading(self.comparison), self.body())
    }
}

const fn status_color(status: RunStatus) -> Color {
    match status {
        RunStatus::Complete => Color::FG_GREEN,
        RunStatus::Partial => Color::FG_YELLOW,
        RunStatus::Failed => Color::FG_RED,
        RunStatus::Abandoned | RunStatus::Never => Color::FG_MAGENTA,
    }
}

fn sections(run: &Run) -> String {
    let fetched = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.data.len(),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => 0,
    };
    format!("{fetched} of {}", crate::SERVICES.len())
}

fn errors(run: &Run) -> String {
    let errors = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.errors.as_slice(),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => &[],
    };
    let lines = errors.iter().map(|failed| {
        let (service, kind) = (&failed.service, failed.error.kind().as_str());
        // The longest name gets a line of its own, so the table fits 80 columns.
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
        Outcome::Answered { after, .. } => format!("{}ms", after.as_millis()),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => "–".to_owned(),
    }
}

fn watched(run: &Run) -> Option<Duration> {
    match run.outcome {
        Outcome::Never { watched } => Some(watched),
        Outcome::Answered { .. } | Outcome::Abandoned { .. } => None,
    }
}

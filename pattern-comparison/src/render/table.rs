//! A comparison as a table: one row for each pattern.

use std::fmt;

use anstyle::Style;
use shared_mocks::Behaviour;
use shared_terminal::wrapped;
use tabled::{
    builder::Builder,
    settings::{
        Color, Padding,
        object::Columns,
        style::{self, HorizontalLine},
    },
};
use timeline::short;

use super::cells::{error_words, errors, sections, status_color, time_to_answer, watched};
use crate::compare::{Comparison, Run};

/// One comparison: a heading in words, and one row for each pattern.
///
/// Prints with ANSI styles. Write it through [`anstream`], which removes them where they do not
/// belong.
#[derive(Debug)]
pub struct Table<'a> {
    comparison: &'a Comparison,
    /// The same scenario in virtual time, for a column beside the measured times.
    beside: Option<&'a Comparison>,
    /// The width that it has to fit.
    columns: usize,
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
            columns: 80,
        }
    }

    /// The same, for a terminal of this width: 80 columns unless you say otherwise, and 60 at least.
    ///
    /// Where the whole table does not fit, sections and errors stand below their row.
    #[must_use]
    pub const fn fit(self, columns: usize) -> Self {
        Self { columns, ..self }
    }

    /// The same, with the times of a comparison in virtual time beside the measured ones.
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
        // The gaps are smaller with one more column, so both tables fit 80 columns.
        let gap = if self.beside.is_some() { 0 } else { 1 };
        let whole = self.table(Details::InColumns, gap);
        let rows = if whole.total_width() <= self.columns {
            lines(&whole)
        } else {
            self.with_details_below(&self.table(Details::BelowTheRow, gap))
        };
        rows.into_iter().chain(self.footnotes()).collect()
    }

    fn table(&self, details: Details, gap: usize) -> tabled::Table {
        let runs = &self.comparison.runs;
        let mut builder = Builder::default();
        builder.push_record(self.header(details));
        for (index, run) in runs.iter().enumerate() {
            builder.push_record(self.row(details, index, run));
        }
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
        table
    }

    /// The lines of a table whose rows are one line each, with what has no column below its row.
    fn with_details_below(&self, table: &tabled::Table) -> Vec<String> {
        let mut lines = lines(table);
        let first = lines.len() - self.comparison.runs.len();
        for (index, run) in self.comparison.runs.iter().enumerate().rev() {
            let errors = error_words(run, " ");
            let details = std::iter::once(sections(run) + " sections").chain(errors);
            let details = details.collect::<Vec<_>>().join("; ");
            let details = wrapped(&details, self.columns - 2);
            let details = details.lines().map(|line| format!("  {line}\n"));
            lines[first + index] += &details.collect::<String>();
        }
        lines
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
            .map(|note| format!("\n{}\n", wrapped(&note, self.columns)))
    }

    fn header(&self, details: Details) -> Vec<String> {
        let sections: &[_] = match details {
            Details::InColumns => &["sections", "errors"],
            Details::BelowTheRow => &[],
        };
        let times: &[_] = match self.beside {
            None => &["time to\nanswer"],
            Some(_) => &["virtual", "live"],
        };
        let (pattern, calls) = (
            ["pattern", "status"],
            ["calls\ncancelled", "still\nrunning"],
        );
        let header = [&pattern, sections, times, &calls].concat();
        header.into_iter().map(str::to_owned).collect()
    }

    fn row(&self, details: Details, index: usize, run: &Run) -> Vec<String> {
        let status = run.outcome.status().as_str();
        let mut row = vec![run.name.to_owned(), status.to_owned()];
        if details == Details::InColumns {
            row.extend([sections(run), errors(run)]);
        }
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

/// Where sections and errors stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Details {
    InColumns,
    BelowTheRow,
}

fn lines(table: &tabled::Table) -> Vec<String> {
    let table = table.to_string();
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
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
        let heading = wrapped(&heading(self.comparison), self.columns);
        write!(f, "{heading}\n\n{}", self.body())
    }
}

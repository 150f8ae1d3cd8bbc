//! `compare`: scenarios under all patterns, as tables and timelines, as JSON, or as a quiz.

use std::{error::Error, str::FromStr, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use shared_mocks::{Latency, Timeline};

use super::{print, quiz, refuse};
use crate::{
    BuiltIn, Report, SERVICES, Selection,
    compare::{Comparison, Lane, in_virtual_time, live},
    deadline::parse_deadline,
    error_chain::error_chain,
    render::{Table, timeline},
};

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// A scenario to play, by name or as `user=40ms,orders=10ms:fail,notifications=hang`; may be
    /// given more than once [default: every built-in one]
    #[arg(long = "scenario", value_name = "NAME|SPEC", value_parser = one_line::<Selection>)]
    scenarios: Vec<Selection>,

    /// How long the patterns that have a deadline wait, 1ms to 60s
    #[arg(long, default_value = "1s", value_parser = parse_deadline)]
    deadline: Latency,

    /// Over real loopback HTTP and in real time: about ten seconds for all built-in scenarios
    #[arg(long)]
    live: bool,

    /// One JSON object a line, one line a scenario
    #[arg(long)]
    json: bool,

    /// Beside the patterns, the mistake that looks like fail-fast and leaks
    #[arg(long)]
    with_mistake: bool,

    /// Asks what will happen before it shows it
    #[arg(long, conflicts_with_all = ["live", "json", "with_mistake"])]
    quiz: bool,
}

impl Compare {
    pub(super) fn run(&self) -> Result<(), Box<dyn Error>> {
        let selections = match self.scenarios.as_slice() {
            [] => BuiltIn::ALL.map(Selection::BuiltIn).to_vec(),
            given => given.to_vec(),
        };
        if self.live {
            return self.live(&selections);
        }
        // All before the first is shown: a refusal stands alone.
        let comparisons: Vec<_> = selections
            .into_iter()
            .map(|it| self.in_virtual_time(it))
            .collect();
        if self.quiz {
            return quiz::run(&comparisons);
        }
        for comparison in &comparisons {
            print(&self.page(comparison, Table::new(comparison))?)?;
        }
        self.footer()
    }

    fn live(&self, selections: &[Selection]) -> Result<(), Box<dyn Error>> {
        let progress = progress(selections.len() * self.lanes().len());
        for selection in selections {
            progress.set_message(selection.to_string());
            let on_answer = |_| progress.inc(1);
            let comparison = live(selection.clone(), self.deadline, self.lanes(), on_answer)?;
            // What blocks a thread has no virtual time to stand beside.
            let blocks = selection.scenario().blocking_word().is_some();
            let beside = (!blocks).then(|| self.in_virtual_time(selection.clone()));
            let page = self.page(&comparison, Table::live(&comparison, beside.as_ref()))?;
            // The bar makes room, so that it never stands in the middle of a table.
            progress.suspend(|| print(&page))?;
        }
        progress.finish_and_clear();
        self.footer()
    }

    fn page(&self, comparison: &Comparison, table: Table<'_>) -> Result<String, Box<dyn Error>> {
        if self.json {
            return Ok(serde_json::to_string(&Report::from(comparison))? + "\n");
        }
        Ok(format!(
            "{table}\n{}\n",
            timeline(comparison).to_text(columns())
        ))
    }

    fn footer(&self) -> Result<(), Box<dyn Error>> {
        if self.json {
            return Ok(());
        }
        let mistake = if self.with_mistake { MISTAKE } else { "" };
        Ok(print(&format!("{}\n{mistake}", Timeline::legend()))?)
    }

    fn in_virtual_time(&self, selection: Selection) -> Comparison {
        in_virtual_time(selection, self.deadline, self.lanes())
            .unwrap_or_else(|blocks| refuse(blocks.to_string()))
    }

    fn lanes(&self) -> &'static [Lane] {
        if self.with_mistake {
            &Lane::WITH_MISTAKE
        } else {
            &Lane::PATTERNS
        }
    }
}

const MISTAKE: &str = "
obvious-mistake is `try_join!` over spawned handles, as in the documentation of
`try_join!`: it answers at the first failure, drops the other handles, and so
detaches their tasks. The repair is one line: join the calls themselves instead
of `tokio::spawn(call)`, and what is dropped is the call. See
pattern-comparison/src/patterns/obvious_mistake.rs.
";

/// What the flags cannot say of themselves.
pub(super) fn help() -> String {
    let names = BuiltIn::ALL.map(|built_in| built_in.name).join(", ");
    format!(
        "\
Scenarios: {names}

Or in words, separated by commas: SERVICE=LATENCY, optionally followed by :fail or :panic (or, with
--live, :block), SERVICE=hang, and leave=LATENCY for a caller that goes. A latency is 0ms to 60s; a
service is one of {}, and takes 40ms if it is not named.

In the tables, `calls cancelled` were stopped before they had answered; `still running` go on
although their caller has its answer or is gone, or, under `never`, are still waited for.",
        SERVICES.join(", ")
    )
}

/// The terminal's width as far as it helps, or that of a page where there is no terminal.
fn columns() -> usize {
    let columns = console::Term::stdout()
        .size_checked()
        .map_or(80, |(_, columns)| columns);
    usize::from(columns).clamp(60, 160)
}

/// On stderr and only on a terminal.
fn progress(answers: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} answers  {elapsed}  {msg}");
    let progress = ProgressBar::new(answers as u64)
        .with_style(style.expect("the template is a constant without a fault"));
    // So that the time is seen to pass while nobody answers.
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}

/// Parses, with the error and its causes in one line: clap prints no sources.
fn one_line<T>(word: &str) -> Result<T, String>
where
    T: FromStr<Err: Error>,
{
    word.parse().map_err(|error| error_chain(&error))
}

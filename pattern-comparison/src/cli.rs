//! The command line: scenarios under all patterns, as tables and timelines or as JSON.

use std::{error::Error, process::ExitCode, str::FromStr};

use clap::{Args, Parser};
use shared_terminal::{arguments, columns, error_chain, exit_code, print, wrapped};
use timeline::Timeline;

use crate::{
    BuiltIn, Comparison, Deadline, Report, SERVICES, Selection,
    compare::in_virtual_time,
    render::{Table, timeline},
};

/// One three-service fetch, written four ways: what does each do when a service is slow, fails,
/// hangs or panics, and when the caller leaves?
#[derive(Debug, Parser)]
#[command(version, after_help = help())]
struct Cli {
    #[command(flatten)]
    question: Question,

    /// Also show the mistake that looks like fail-fast but leaks
    #[arg(long)]
    with_mistake: bool,
}

/// What to run, and how to show it.
#[derive(Debug, Args)]
pub struct Question {
    /// A scenario to run, by name or as `user=40ms,orders=10ms:fail,notifications=hang`; may be
    /// given more than once [default: every built-in one]
    #[arg(long = "scenario", value_name = "NAME|SPEC", value_parser = one_line::<Selection>)]
    scenarios: Vec<Selection>,

    /// How long the patterns that have a deadline wait, 1ms to 60s
    #[arg(long, default_value_t, value_parser = one_line::<Deadline>, allow_hyphen_values = true)]
    pub deadline: Deadline,

    /// Print JSON, one line for each scenario
    #[arg(long)]
    json: bool,
}

impl Question {
    /// The scenarios to run.
    #[must_use]
    pub fn selections(&self) -> Vec<Selection> {
        match self.scenarios.as_slice() {
            [] => BuiltIn::ALL.map(Selection::BuiltIn).to_vec(),
            given => given.to_vec(),
        }
    }

    /// A comparison in the chosen form: `table` and its timeline, or JSON.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn show(&self, comparison: &Comparison, table: Table<'_>) -> serde_json::Result<String> {
        if self.json {
            return Ok(serde_json::to_string(&Report::from(comparison))? + "\n");
        }
        let columns = columns();
        let (table, picture) = (table.fit(columns), timeline(comparison).to_text(columns));
        Ok(format!("{table}\n{picture}\n"))
    }

    /// The legend below the last picture.
    #[must_use]
    pub fn legend(&self) -> String {
        if self.json {
            return String::new();
        }
        Timeline::legend_within(columns()) + "\n"
    }
}

/// Parses the arguments, runs, and returns the exit code: 0, or 1 if something failed. Arguments
/// that do not parse end the process with 2.
#[must_use]
pub fn main() -> ExitCode {
    exit_code(run(&arguments()))
}

fn run(cli: &Cli) -> Result<ExitCode, Box<dyn Error>> {
    let question = &cli.question;
    for selection in question.selections() {
        let mut comparison = in_virtual_time(selection, question.deadline);
        if cli.with_mistake {
            comparison = comparison.with_mistake();
        }
        print(&question.show(&comparison, Table::new(&comparison))?)?;
    }
    print(&question.legend())?;
    if cli.with_mistake && !question.json {
        print(&format!("\n{}\n", wrapped(MISTAKE, columns())))?;
    }
    Ok(ExitCode::SUCCESS)
}

const MISTAKE: &str = "obvious-mistake is `try_join!` over spawned handles, as in the documentation \
    of `try_join!`: it returns at the first failure and drops the other handles, which detaches \
    their tasks. The repair is one line: join the calls themselves instead of \
    `tokio::spawn(call)`, so that a dropped future is the call itself. See \
    pattern-comparison/src/patterns/obvious_mistake.rs.";

/// Help that belongs to no single flag.
#[must_use]
pub fn help() -> String {
    let names = BuiltIn::ALL.map(|built_in| built_in.name).join(", ");
    format!(
        "\
Scenarios: {names}

Or in words, separated by commas: SERVICE=LATENCY, optionally followed by :fail or :panic,
SERVICE=hang, and leave=LATENCY for a caller that leaves. A latency is 0ms to 60s; a service is one
of {}, and takes 40ms if it is not named.

In the tables, `calls cancelled` counts calls whose future was dropped before they answered. Calls
`still running` go on although their caller has its answer or has left; under `never`, the caller
still waits for them.",
        SERVICES.join(", ")
    )
}

/// Parses a value. The error has its causes in one line, because clap prints no sources.
///
/// # Errors
/// The error and its causes.
pub fn one_line<T>(word: &str) -> Result<T, String>
where
    T: FromStr<Err: Error>,
{
    word.parse().map_err(|error| error_chain(&error))
}

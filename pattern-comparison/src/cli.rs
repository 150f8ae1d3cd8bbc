//! The command line: what a person types, and what comes of it.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use shared_mocks::Latency;

use crate::{
    BuiltIn, Pattern, Report, Selection,
    compare::{in_virtual_time, live},
    error_chain::error_chain,
    render::Table,
};

/// One three-service fetch, written four ways: what does each do when a service is slow, fails,
/// hangs or panics, and when the caller leaves?
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// The default command's flags work without naming it.
    #[command(flatten)]
    compare: Compare,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plays scenarios under all four patterns and shows the differences (the default)
    Compare(Compare),
}

#[derive(Debug, Args)]
struct Compare {
    /// A scenario to play, by name or as `user=40ms,orders=10ms:fail,notifications=hang`; may be
    /// given more than once [default: every built-in one]
    #[arg(long = "scenario", value_name = "NAME|SPEC", value_parser = one_line::<Selection>)]
    scenarios: Vec<Selection>,

    /// How long the patterns that have a deadline wait, 1ms to 60s
    #[arg(long, default_value = "1s", value_parser = deadline)]
    deadline: Latency,

    /// Over real loopback HTTP and in real time
    #[arg(long)]
    live: bool,

    /// One JSON object a line, one line a scenario
    #[arg(long)]
    json: bool,
}

/// Parses the arguments, runs, and gives the exit code: 0, 1 if something failed, 2 for arguments
/// that do not parse.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let Command::Compare(compare) = cli.command.unwrap_or(Command::Compare(cli.compare));
    match compare.run() {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as `head` has: no failure of ours.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error_chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

impl Compare {
    fn run(&self) -> Result<(), Box<dyn Error>> {
        let selections = match self.scenarios.as_slice() {
            [] => BuiltIn::ALL.map(Selection::BuiltIn).to_vec(),
            given => given.to_vec(),
        };
        let progress = self.progress(selections.len());
        for (index, selection) in selections.into_iter().enumerate() {
            let page = self.page(index, selection, &progress)?;
            // The bar makes room, so that it never stands in the middle of a table.
            progress.suspend(|| anstream::stdout().write_all(page.as_bytes()))?;
        }
        progress.finish_and_clear();
        Ok(anstream::stdout().flush()?)
    }

    fn page(
        &self,
        index: usize,
        selection: Selection,
        progress: &ProgressBar,
    ) -> Result<String, Box<dyn Error>> {
        let comparison = if self.live {
            progress.set_message(selection.to_string());
            live(selection.clone(), self.deadline, |_| progress.inc(1))?
        } else {
            in_virtual_time(selection.clone(), self.deadline)
        };
        if self.json {
            return Ok(serde_json::to_string(&Report::from(&comparison))? + "\n");
        }
        let gap = if index == 0 { "" } else { "\n" };
        Ok(if self.live {
            let beside = in_virtual_time(selection, self.deadline);
            format!("{gap}{}", Table::live(&comparison, &beside))
        } else {
            format!("{gap}{}", Table::new(&comparison))
        })
    }

    /// On stderr and only on a terminal; virtual time needs none.
    fn progress(&self, scenarios: usize) -> ProgressBar {
        if !self.live {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} answers  {elapsed}  {msg}");
        let runs = scenarios * Pattern::ALL.len();
        ProgressBar::new(runs as u64)
            .with_style(style.expect("the template is a constant, and a test has shown it"))
    }
}

fn deadline(word: &str) -> Result<Latency, String> {
    match one_line(word)? {
        Latency::ZERO => Err(format!("{word:?} is too short: a deadline is at least 1ms")),
        deadline => Ok(deadline),
    }
}

/// Parses, with the error and its causes in one line: clap prints no sources.
fn one_line<T>(word: &str) -> Result<T, String>
where
    T: std::str::FromStr<Err: Error>,
{
    word.parse().map_err(|error| error_chain(&error))
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

//! The command line: what a person types, and what comes of it.

mod compare;
mod figures;
mod quiz;
mod serve;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::error_chain::error_chain;

/// One three-service fetch, written four ways: what does each do when a service is slow, fails,
/// hangs or panics, and when the caller leaves?
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = compare::help())]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    // The default command's flags work without naming it.
    #[command(flatten)]
    compare: compare::Compare,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plays scenarios under all four patterns and shows the differences (the default)
    Compare(compare::Compare),
    /// Draws the timeline of every built-in scenario as an SVG file
    Figures(figures::Figures),
    /// Serves the patterns over HTTP, with a page to watch them on, until Ctrl-C
    Serve(serve::Serve),
}

/// Parses the arguments, runs, and gives the exit code: 0, 1 if something failed, 2 for arguments
/// that do not parse or do not fit together.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command.unwrap_or(Command::Compare(cli.compare)) {
        Command::Compare(compare) => compare.run(),
        Command::Figures(figures) => figures.run(),
        Command::Serve(serve) => serve.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as `head` has: no failure of ours.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error_chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Writes text with styles to stdout, and without them where they do not belong.
fn print(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Ends the process as clap ends it for an argument that does not parse.
fn refuse(message: String) -> ! {
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, message + "\n").exit()
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

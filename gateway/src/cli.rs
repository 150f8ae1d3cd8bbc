//! The command line: the server, the live comparison, the figures.

mod figures;
mod live;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use shared_terminal::{arguments, exit_code};

/// The four patterns behind HTTP, with a page to watch them on.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    // The default command's flags work without naming it.
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the patterns over HTTP, with a page to watch them on, until Ctrl-C (the default)
    Serve(serve::Serve),
    /// Plays scenarios over real loopback HTTP and in real time, beside the virtual times
    Live(live::Live),
    /// Draws the timeline of every built-in scenario as an SVG file
    Figures(figures::Figures),
}

/// Parses the arguments, runs, and returns the exit code: 0, or 1 if something failed. Arguments that
/// do not parse end the process with 2, a Ctrl-C after the first signal with 130.
#[must_use]
pub fn main() -> ExitCode {
    let cli: Cli = arguments();
    let outcome = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => serve.run(),
        Command::Live(live) => live.run(),
        Command::Figures(figures) => figures.run(),
    };
    exit_code(outcome.map(|()| ExitCode::SUCCESS))
}

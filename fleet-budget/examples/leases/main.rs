//! Ten thousand replicas and one budget: what leasing tokens in slices saves, and what it costs.
//!
//! ```sh
//! cargo run --release -p fleet-budget --example leases
//! cargo run --release -p fleet-budget --example leases -- --svg leases.svg
//! ```
//!
//! A simulation in virtual time, the same at every run. It needs no server.

mod fleet;
mod picture;
mod server;

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::Parser;
use shared_terminal::{exit_code, print};
use tabled::{builder::Builder, settings::Style};

use self::fleet::{Fleet, Outcome, Slice};

/// Compares calls to the server with accuracy, for slices of several sizes.
#[derive(Parser)]
struct Args {
    /// How many replicas
    #[arg(long, default_value = "10000")]
    replicas: u32,
    /// Draws accuracy against calls
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,
}

const SLICES: [Slice; 6] = [
    Slice::Of(1),
    Slice::Of(3),
    Slice::Of(10),
    Slice::Of(30),
    Slice::Of(100),
    Slice::Adaptive,
];

fn main() -> ExitCode {
    exit_code(run(&Args::parse()))
}

fn run(args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    let fleet = Fleet {
        replicas: args.replicas,
    };
    let outcomes = SLICES.map(|slice| fleet.run(slice));
    print(&to_text(&fleet, &outcomes))?;
    if let Some(file) = &args.svg {
        std::fs::write(file, picture::to_svg(&fleet, &outcomes))?;
        println!("drawn to {}", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn to_text(fleet: &Fleet, outcomes: &[Outcome]) -> String {
    let mut table = Builder::default();
    table.push_record([
        "slice",
        "calls a second",
        "tokens a call",
        "thrown away",
        "over the line",
        "wait",
    ]);
    for outcome in outcomes {
        table.push_record([
            outcome.slice.to_string(),
            format!("{:.0}", outcome.calls_a_second()),
            format!("{:.1}", outcome.tokens_a_call()),
            format!("{:.1} %", outcome.thrown_away()),
            format!("{:.1} %", outcome.over_the_line()),
            format!("{:.0} ms", outcome.mean_wait().as_secs_f64() * 1e3),
        ]);
    }
    format!("{}\n{}\n", fleet.about(), table.build().with(Style::psql()))
}

//! Random faults, random cancellation and clients that leave, for as long as you like. Between rounds
//! everything must be at rest.
//!
//! ```sh
//! cargo run --release -p gateway --example soak -- --minutes 1
//! ```
//!
//! It runs rounds of a few seconds against the gateway over loopback, the order pipeline's library and
//! both katas, and checks each answer against its faults. After each round nothing may be running: no
//! upstream call, no step, no task, no connection. All couriers, permits and tokens must be back, and
//! memory and file descriptors must stay where they were after the first rounds. The command prints
//! its seed; `--seed` repeats its choices: the requests, their faults, and when clients leave.
//!
//! | module | what it soaks |
//! |---|---|
//! | [`requests`] | the gateway |
//! | [`orders`] | the order pipeline |
//! | [`dashboards`] | kata 01 |
//! | [`widgets`] | kata 07 |

mod dashboards;
mod dice;
mod leaving;
mod orders;
mod requests;
mod turn;
mod used;
mod widgets;
mod world;

use std::{
    error::Error,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser;
use fastrand::Rng;
use shared_terminal::{arguments, exit_code, number, print, progress_bar};

use self::{used::Used, world::World};

/// Random faults against every part, with a verdict at the end.
#[derive(Debug, Parser)]
struct Cli {
    /// How long to run
    #[arg(long, default_value_t = 1, value_parser = number::<u64>("write a whole number, 0 or more"), allow_negative_numbers = true)]
    minutes: u64,

    /// Plays the choices of an earlier run again
    #[arg(long, value_parser = number::<u64>("write a whole number, 0 or more"), allow_negative_numbers = true)]
    seed: Option<u64>,
}

/// Rounds until memory is stable.
const WARM_UP: usize = 3;

/// Fewer rounds leave nothing to compare: on a slow machine a minute may become two.
const FEWEST: usize = 2 * WARM_UP;

/// Far longer than anything takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    exit_code(run(&arguments()))
}

fn run(cli: &Cli) -> Result<ExitCode, Box<dyn Error>> {
    let seed = cli.seed.unwrap_or_else(|| fastrand::u64(..));
    print(&format!("seed {seed}\n"))?;
    let time = Duration::from_secs(cli.minutes.saturating_mul(60));
    match tokio::runtime::Runtime::new()?.block_on(soak(time, seed)) {
        Ok(verdict) => {
            print(&format!("every promise held: {verdict}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            print(&format!("seed {seed}: {error}\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn soak(time: Duration, seed: u64) -> Result<String, Failure> {
    let mut random = Rng::with_seed(seed);
    let mut world = World::start().await?;
    let progress = progress_bar(time.as_secs(), "{pos}/{len} s  {wide_msg}");
    let start = Instant::now();
    let mut used = Vec::new();
    while start.elapsed() < time || used.len() < FEWEST {
        world.round(&mut random, used.len()).await?;
        let now = Used::now();
        used.push(now);
        progress.set_position(start.elapsed().as_secs().min(time.as_secs()));
        progress.set_message(format!("{}, {now}", world.done()));
    }
    progress.finish_and_clear();
    let (baseline, since) = (used[WARM_UP - 1], &used[WARM_UP..]);
    let most = since.iter().fold(baseline, |most, used| most.max(*used));
    let verdict = format!(
        "{} rounds, {}; after warm-up {baseline}, at most {most}",
        used.len(),
        world.done()
    );
    match most.is_growth_from(baseline) {
        true => Err(format!("grows: {verdict}").into()),
        false => Ok(verdict),
    }
}

//! Random faults, random cancellation and clients that leave, for as long as you like; everything
//! must be at rest in between.
//!
//! ```sh
//! cargo run --release -p gateway --example soak -- --minutes 1
//! ```
//!
//! In rounds of some seconds, against the gateway over loopback, the order pipeline's library and both
//! katas. Each answer is held against what its faults allow. After each round nothing may run: no
//! upstream call, no step, no task, no connection; couriers, permits and tokens are all back; and
//! memory and file descriptors stay where they were after the first rounds. The seed is printed, and
//! `--seed` plays its choices again: who asks for what, which faults it meets, and when it leaves.
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
use indicatif::{ProgressBar, ProgressStyle};

use self::{used::Used, world::World};

/// Random faults against everything here, with a verdict at the end.
#[derive(Debug, Parser)]
struct Cli {
    /// How long
    #[arg(long, default_value_t = 1)]
    minutes: u64,

    /// Plays the choices of an earlier run again
    #[arg(long)]
    seed: Option<u64>,
}

/// Rounds until memory is where it will stay.
const WARM_UP: usize = 3;

/// With fewer, there is nothing to compare: on a slow machine a minute may become two.
const FEWEST: usize = 2 * WARM_UP;

/// What takes longer than this will never be.
const LONG: Duration = Duration::from_secs(30);

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let runtime = tokio::runtime::Runtime::new().expect("the system has room for threads");
    match runtime.block_on(soak(Duration::from_secs(60 * cli.minutes), seed)) {
        Ok(verdict) => {
            println!("every promise held: {verdict}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("seed {seed}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(time: Duration, seed: u64) -> Result<String, Failure> {
    let mut random = Rng::with_seed(seed);
    let mut world = World::start().await?;
    let progress = ProgressBar::new(time.as_secs());
    progress.set_style(ProgressStyle::with_template(
        "{bar:32} {pos}/{len} s  {msg}",
    )?);
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

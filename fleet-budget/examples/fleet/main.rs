//! Four processes and one limited API: each takes all of the rate, each takes a part, or all share it.
//!
//! ```sh
//! cargo run -p fleet-budget --example fleet -- --processes 4
//! cargo run -p fleet-budget --example fleet -- --processes 4 --svg fleet.svg
//! ```
//!
//! Starts a `redis-server` or `valkey-server` of its own, and stops it at the end.

mod api;
#[path = "../../tests/support/own_server.rs"]
#[allow(dead_code, reason = "the tests kill theirs")]
mod own_server;
mod picture;
mod replica;
mod table;
mod way;

use std::{env, error::Error, num::NonZeroU32, path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use shared_terminal::{columns, exit_code, print};
use tokio::{process::Command, task::JoinSet};

use self::{api::Api, own_server::OwnServer, replica::Replica, table::Run, way::Way};

const INSTALL: &str = "there is no redis-server and no valkey-server on the path. Install one:
  Debian, Ubuntu   apt-get install redis-server
  Fedora           dnf install valkey
  macOS            brew install redis
and run this again: it starts a server of its own, on a free port, and stops it.";

/// Draws what four processes make of one API's limit, in three ways.
#[derive(Parser)]
struct Args {
    /// How many processes
    #[arg(long, default_value = "4")]
    processes: NonZeroU32,
    /// Requests a second that the API allows, of all processes together
    #[arg(long, default_value = "80")]
    rate: NonZeroU32,
    /// Requests at once after a rest
    #[arg(long, default_value = "20")]
    burst: NonZeroU32,
    /// Users to fetch, of all processes together
    #[arg(long, default_value = "240")]
    users: NonZeroU32,
    /// Gives every process as many users; else the first has 70 % of them
    #[arg(long)]
    even: bool,
    /// Draws the three pictures
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(match Replica::from_arguments(env::args()) {
        Some(replica) => replica.run().await,
        None => run(Args::parse()).await,
    })
}

async fn run(args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let Some(server) = OwnServer::start().await else {
        return Err(INSTALL.into());
    };
    let mut runs = Vec::new();
    for way in Way::ALL {
        runs.push(one_way(way, &args, &server.url()).await?);
    }
    for run in &runs {
        print(&picture::to_text(run, &args, columns()))?;
    }
    print(&table::to_text(&runs, &args))?;
    if let Some(file) = &args.svg {
        std::fs::write(file, picture::to_svg(&runs, &args))?;
        println!("drawn to {}", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// One run of all processes, from the API's side.
async fn one_way(way: Way, args: &Args, redis: &str) -> Result<Run, Box<dyn Error>> {
    // Owned here, both end with this function: the API, and the processes.
    let (mut server, mut processes) = (JoinSet::new(), JoinSet::new());
    let api = Api::start(&mut server).await?;
    for (number, users) in (0..).zip(loads(args)) {
        let replica = Replica {
            way,
            api: api.url().to_owned(),
            redis: redis.to_owned(),
            number,
            users,
            processes: args.processes,
            rate: args.rate,
            burst: args.burst,
        };
        let mut process = Command::new(env::current_exe()?);
        process.args(replica.to_arguments()).kill_on_drop(true);
        let mut process = process.spawn()?;
        processes.spawn(async move { process.wait().await });
    }
    let bar = progress(args, way);
    let ended = async {
        while let Some(ended) = processes.join_next().await {
            if !ended??.success() {
                return Err("a process failed".into());
            }
        }
        Ok::<_, Box<dyn Error>>(())
    };
    let shown = async {
        loop {
            bar.set_position(api.arrivals().len() as u64);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        ended = ended => ended?,
        never = shown => never,
    }
    bar.finish_and_clear();
    Ok(Run::new(way, api.arrivals()))
}

/// The users of each process.
fn loads(args: &Args) -> Vec<u32> {
    let (users, processes) = (args.users.get(), args.processes.get());
    if args.even || processes == 1 {
        let rest = users % processes;
        return (0..processes)
            .map(|number| users / processes + u32::from(number < rest))
            .collect();
    }
    let others = users * 3 / 10 / (processes - 1);
    let mut loads = vec![others; processes as usize];
    loads[0] = users - others * (processes - 1);
    loads
}

fn progress(args: &Args, way: Way) -> ProgressBar {
    let style = "{bar:32} {pos}/{len} requests  {msg}";
    let style = ProgressStyle::with_template(style).expect("the template is a constant");
    let bar = ProgressBar::new(args.users.get().into()).with_style(style);
    bar.set_message(way.name(args.processes));
    bar
}

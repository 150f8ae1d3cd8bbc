//! What a token costs: round trips, microseconds, and how many of them one server gives a second.
//!
//! ```sh
//! cargo run --release -p fleet-budget --example cost
//! ```
//!
//! Starts a server of its own. It shares this machine with its clients, and its loopback is faster than
//! any network: read the figures beside each other.

#[path = "../tests/support/own_server.rs"]
#[allow(dead_code, reason = "the tests kill theirs")]
mod own_server;

use std::{
    error::Error,
    num::NonZeroU32,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use fleet_budget::FleetPace;
use kata07_fanout::Pace;
use own_server::OwnServer;
use redis::aio::MultiplexedConnection;
use shared_terminal::exit_code;
use tokio::{task::JoinSet, time::timeout};

const LONG: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let Some(server) = OwnServer::start().await else {
        return Err("neither redis-server nor valkey-server is on the path".into());
    };
    let url = server.url();
    one_after_the_other(&url).await?;
    questions_a_token(&url).await?;
    one_server(&url).await?;
    Ok(ExitCode::SUCCESS)
}

/// A budget that never runs out.
async fn unlimited(url: &str, name: &str) -> Result<FleetPace, Box<dyn Error>> {
    let million = const { NonZeroU32::new(1_000_000).expect("it is not zero") };
    Ok(FleetPace::connect(url, name, million, NonZeroU32::MAX).await?)
}

async fn observer(url: &str) -> Result<MultiplexedConnection, Box<dyn Error>> {
    let client = redis::Client::open(url)?;
    Ok(client.get_multiplexed_async_connection().await?)
}

async fn one_after_the_other(url: &str) -> Result<(), Box<dyn Error>> {
    const TOKENS: u32 = 20_000;
    println!("one after the other, {TOKENS} times, µs each");
    let local = Pace::new(NonZeroU32::MAX, NonZeroU32::MAX);
    let start = Instant::now();
    for _ in 0..TOKENS {
        local.ready().await;
    }
    report("a token of one process (Pace)", start.elapsed() / TOKENS);

    let mut server = observer(url).await?;
    let start = Instant::now();
    for _ in 0..TOKENS {
        let () = redis::cmd("PING").query_async(&mut server).await?;
    }
    report("a PING", start.elapsed() / TOKENS);

    let pace = unlimited(url, "one").await?;
    let start = Instant::now();
    for _ in 0..TOKENS {
        pace.ready().await?;
    }
    report("a token of the fleet", start.elapsed() / TOKENS);
    Ok(())
}

fn report(what: &str, each: Duration) {
    println!("  {what:<36} {:>8.2}", each.as_secs_f64() * 1e6);
}

/// Where more callers wait than there are tokens, a refusal is a round trip, too.
async fn questions_a_token(url: &str) -> Result<(), Box<dyn Error>> {
    println!("round trips a token, 200 tokens a second, burst 10, 8 callers a process");
    let [rate, burst] = [200, 10].map(|n| NonZeroU32::new(n).expect("it is not zero"));
    for processes in [1, 4, 16] {
        let mut server = observer(url).await?;
        let before = scripts_run(&mut server).await?;
        let mut callers = JoinSet::new();
        for _ in 0..processes {
            let name = format!("short-{processes}");
            let pace = Arc::new(FleetPace::connect(url, name, rate, burst).await?);
            for _ in 0..8 {
                callers.spawn(taken_for(LONG, Arc::clone(&pace)));
            }
        }
        let tokens: u64 = callers.join_all().await.iter().sum();
        let asked = scripts_run(&mut server).await? - before;
        println!(
            "  {processes:>2} connections {:>26.2}",
            asked as f64 / tokens as f64
        );
    }
    Ok(())
}

/// How many tokens one caller gets, that asks without a rest.
async fn taken_for(time: Duration, pace: Arc<FleetPace>) -> u64 {
    let mut taken = 0;
    let run = async {
        while pace.ready().await.is_ok() {
            taken += 1;
        }
    };
    // They end only with the time.
    let _ = timeout(time, run).await;
    taken
}

async fn scripts_run(server: &mut MultiplexedConnection) -> Result<u64, Box<dyn Error>> {
    let stats: String = redis::cmd("INFO")
        .arg("commandstats")
        .query_async(server)
        .await?;
    let calls = stats.split("cmdstat_evalsha:calls=").nth(1).unwrap_or("0");
    let digits = calls
        .split(|it: char| !it.is_ascii_digit())
        .next()
        .unwrap_or("0");
    Ok(digits.parse()?)
}

async fn one_server(url: &str) -> Result<(), Box<dyn Error>> {
    println!("tokens a second of one server, 32 questions under way on each connection");
    for connections in [1, 8, 64] {
        let mut callers = JoinSet::new();
        for _ in 0..connections {
            let pace = Arc::new(unlimited(url, "all").await?);
            for _ in 0..32 {
                callers.spawn(taken_for(LONG, Arc::clone(&pace)));
            }
        }
        let tokens: u64 = callers.join_all().await.iter().sum();
        let each = tokens as f64 / LONG.as_secs_f64();
        println!("  {connections:>2} connections {each:>26.0}");
    }
    Ok(())
}

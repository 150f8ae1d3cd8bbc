//! The command line of the server.

use std::{error::Error, num::NonZeroUsize, process::ExitCode, time::Duration};

use clap::Parser;
use shared_server::{HostName, ListenAddr, Server, StopSignals};
use shared_terminal::{announce, arguments, exit_code, log_to_stderr, number};

use crate::{CourierPool, OrderPipeline, http, steps};

/// An order server: payment, vendor and courier run concurrently, under one deadline.
///
/// POST /order takes {"order_id": "o-1", "amount": 1200}, and optionally "fail_step": "vendor" and
/// "delay_ms": {"courier": 50}. GET /health and GET /metrics report its state.
///
/// SIGTERM or Ctrl-C lets running orders finish for at most 10 s. Any Ctrl-C after that ends the server
/// immediately, with exit code 130. RUST_LOG sets what is logged to stderr (default: info).
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Where to listen, as HOST:PORT; port 0 takes a free one
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8081",
        allow_hyphen_values = true
    )]
    addr: ListenAddr,

    /// A further name to answer to while listening on loopback, such as a tunnel's; may be given more
    /// than once
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<HostName>,

    /// How long to run an order may take, including the wait for a courier
    #[arg(long, default_value = "2s", value_parser = deadline, allow_hyphen_values = true)]
    deadline: Duration,

    /// How many courier steps run concurrently, over all orders: 1 to 128
    #[arg(long, default_value = "5", value_parser = couriers, allow_negative_numbers = true)]
    couriers: NonZeroUsize,

    /// How many orders run concurrently before the next is refused with 503; an order counts once its
    /// body has arrived
    #[arg(long, default_value = "512", value_parser = number::<NonZeroUsize>(AT_LEAST_ONE), allow_negative_numbers = true)]
    max_concurrent: NonZeroUsize,
}

const AT_LEAST_ONE: &str = "write a number of at least 1";

/// Parses the arguments, serves until a signal stops it, and returns the exit code: 0, or 1 if it
/// could not serve. Arguments that do not parse end the process with 2, a Ctrl-C after the first
/// signal with 130.
#[must_use]
pub fn main() -> ExitCode {
    exit_code(serve(arguments()))
}

#[tokio::main]
async fn serve(cli: Cli) -> Result<ExitCode, Box<dyn Error>> {
    log_to_stderr().map_err(|error| format!("RUST_LOG does not parse: {error}"))?;
    let pool = CourierPool::new(cli.couriers);
    let pipeline = OrderPipeline::new(steps::all(pool.clone()), cli.deadline)?;
    let router = http::router(pipeline, pool, cli.max_concurrent);
    let (server, addr) = Server::listen(&cli.addr, router).await?;
    let server = server
        .allow_hosts(cli.allow_host)
        .refuse_with(http::refused);
    let signals = StopSignals::listen()?;
    announce(&format!("listening on http://{addr}"));
    server.run(signals).await;
    Ok(ExitCode::SUCCESS)
}

fn couriers(word: &str) -> Result<NonZeroUsize, String> {
    let couriers = word.parse().ok();
    couriers
        .filter(|couriers: &NonZeroUsize| couriers.get() <= CourierPool::MAX)
        .ok_or_else(|| format!("write a number from 1 to {}", CourierPool::MAX))
}

fn deadline(word: &str) -> Result<Duration, String> {
    match humantime::parse_duration(word) {
        Ok(deadline) if deadline > Duration::ZERO => Ok(deadline),
        Err(error) if !word.starts_with('-') => Err(error.to_string()),
        _ => Err("write a time above zero, such as 2s or 500ms".to_owned()),
    }
}

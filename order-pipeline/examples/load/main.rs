//! Puts load on a running order server, and checks every answer.
//!
//! ```sh
//! cargo run --release -p order-pipeline -- --couriers 128
//! cargo run --release -p order-pipeline --example load -- --connections 64 --seconds 60
//! ```
//!
//! Stop the server during the run: the report then says whether a request got no answer.

mod orders;
mod process;
mod tally;

use std::{
    error::Error,
    io,
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use clap::Parser;
use indicatif::ProgressBar;
use shared_terminal::{arguments, exit_code, number, print, progress_bar};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval_at},
};

use self::{
    orders::{check, order},
    process::{cpu_time, resident_kib},
    tally::Tally,
};

/// How long a connection waits for an answer: far beyond the server's deadline.
const LONG: Duration = Duration::from_secs(30);

/// How often the server's memory is read.
const LOOK: Duration = Duration::from_secs(10);

/// How many wrong answers are printed, and how many missing ones.
const PRINTED: u64 = 5;

/// Sends orders of 1 ms to a running order server and checks every answer.
#[derive(Parser)]
struct Args {
    /// Where the server is
    #[arg(long, default_value = "http://127.0.0.1:8081")]
    url: String,
    /// How many orders are in flight at a time
    #[arg(long, default_value = "64", value_parser = number::<usize>("write a whole number, 0 or more"), allow_negative_numbers = true)]
    connections: usize,
    /// How long to run to send
    #[arg(long, default_value = "60", value_parser = number::<u64>("write a whole number, 0 or more"), allow_negative_numbers = true)]
    seconds: u64,
    /// The server's process, to report its CPU time and memory too (Linux)
    #[arg(long, value_parser = number::<u32>("write a whole number, 0 or more"), allow_negative_numbers = true)]
    pid: Option<u32>,
}

fn main() -> ExitCode {
    exit_code(run(&arguments()))
}

#[tokio::main]
async fn run(args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(LONG)
        .pool_max_idle_per_host(args.connections)
        .build()?;
    let bar = progress_bar(args.seconds, "{pos}/{len} s  {wide_msg}");
    let tally = Arc::new(Tally::default());
    let started = Instant::now();
    let cpu_before = args.pid.and_then(cpu_time);
    let mut connections = JoinSet::new();
    for _ in 0..args.connections {
        let connection = Connection {
            client: client.clone(),
            url: format!("{}/order", args.url),
            tally: Arc::clone(&tally),
            bar: bar.clone(),
        };
        connections.spawn(connection.run_until(started + Duration::from_secs(args.seconds)));
    }
    watch(&mut connections, args, &tally, &bar, started).await?;
    bar.finish_and_clear();
    let cpu = cpu_before.zip(args.pid.and_then(cpu_time));
    let cpu = cpu.map(|(before, now)| now.saturating_sub(before));
    let (report, is_right) = tally.report(started.elapsed(), cpu);
    print(&report)?;
    Ok(match is_right {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Waits for the connections, and shows their progress.
async fn watch(
    connections: &mut JoinSet<io::Result<()>>,
    args: &Args,
    tally: &Tally,
    bar: &ProgressBar,
    started: Instant,
) -> Result<(), Box<dyn Error>> {
    let mut second = interval_at(started, Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut look = started;
    while !connections.is_empty() {
        tokio::select! {
            Some(connection) = connections.join_next() => connection??,
            _ = second.tick() => {
                let elapsed = started.elapsed().as_secs();
                bar.set_position(elapsed.min(args.seconds));
                bar.set_message(format!("{} orders", tally.right.load(Ordering::Relaxed)));
                if Instant::now() >= look {
                    look += LOOK;
                    if let Some(kib) = args.pid.and_then(resident_kib) {
                        let line = format!("{elapsed:>4} s: {kib} KiB resident\n");
                        bar.suspend(|| print(&line))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// One customer, who sends the next order when the answer to the last one is there.
struct Connection {
    client: reqwest::Client,
    url: String,
    tally: Arc<Tally>,
    bar: ProgressBar,
}

impl Connection {
    /// Sends orders until `end`, or until nothing listens any more.
    ///
    /// # Errors
    /// If stdout is closed.
    async fn run_until(self, end: Instant) -> io::Result<()> {
        let tally = &self.tally;
        while Instant::now() < end {
            let number = tally.sent.fetch_add(1, Ordering::Relaxed);
            match self.send(number).await {
                Ok((status, body)) => match check(number, status, &body) {
                    Ok(_) => {
                        tally.right.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(wrong) => {
                        let body = String::from_utf8_lossy(&body);
                        let before = tally.wrong.fetch_add(1, Ordering::Relaxed);
                        self.tell(before, &format!("wrong: {wrong}: {status} {body}\n"))?;
                    }
                },
                Err(error) if error.is_connect() => {
                    tally.sent.fetch_sub(1, Ordering::Relaxed);
                    tally.refused.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                Err(error) => {
                    let before = tally.unanswered.fetch_add(1, Ordering::Relaxed);
                    self.tell(before, &format!("no answer: {error:?}\n"))?;
                }
            }
        }
        Ok(())
    }

    async fn send(&self, number: u64) -> reqwest::Result<(u16, Vec<u8>)> {
        let answer = self
            .client
            .post(&self.url)
            .body(order(number))
            .send()
            .await?;
        let status = answer.status().as_u16();
        Ok((status, answer.bytes().await?.into()))
    }

    /// Prints the first few lines of a kind.
    fn tell(&self, before: u64, line: &str) -> io::Result<()> {
        match before < PRINTED {
            true => self.bar.suspend(|| print(line)),
            false => Ok(()),
        }
    }
}

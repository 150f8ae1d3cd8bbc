//! Loads a running order server for a while, and looks at every answer.
//!
//! ```sh
//! cargo run --release -p order-pipeline -- --couriers 128
//! cargo run --release -p order-pipeline --example load -- --connections 64 --seconds 60
//! ```
//!
//! Stop the server meanwhile, and it tells whether a request was left without an answer.

mod orders;
mod process;

use std::{
    error::Error,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, MissedTickBehavior, interval_at},
};

use self::{
    orders::{check, order},
    process::{cpu_time, resident_kib},
};

/// How long an answer is waited for: far beyond the server's deadline.
const LONG: Duration = Duration::from_secs(30);

/// How often the server's memory is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Sends orders of 1 ms to a running order server and checks every answer.
#[derive(Parser)]
struct Args {
    /// Where the server is
    #[arg(long, default_value = "http://127.0.0.1:8081")]
    url: String,
    /// How many orders are under way at a time
    #[arg(long, default_value = "64")]
    connections: usize,
    /// How long
    #[arg(long, default_value = "60")]
    seconds: u64,
    /// The server's process, whose CPU time and memory are told too (Linux)
    #[arg(long)]
    pid: Option<u32>,
}

/// What became of the orders, over all connections.
#[derive(Default)]
struct Tally {
    sent: AtomicU64,
    right: AtomicU64,
    wrong: AtomicU64,
    /// Sent on a connection that was over before the answer: cut by the server, or sent in the
    /// instant in which it closed an idle connection. Its log knows which orders it had begun.
    unanswered: AtomicU64,
    /// Never sent: nobody listens any more.
    refused: AtomicU64,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args = Args::parse();
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(LONG)
        .pool_max_idle_per_host(args.connections)
        .build()?;
    let bar = ProgressBar::new(args.seconds);
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} s  {msg}")?;
    bar.set_style(style);

    let tally = Arc::new(Tally::default());
    let started = Instant::now();
    let end = started + Duration::from_secs(args.seconds);
    let cpu_before = args.pid.and_then(cpu_time);
    let mut connections = JoinSet::new();
    for _ in 0..args.connections {
        let url = format!("{}/order", args.url);
        connections.spawn(customer(
            client.clone(),
            url,
            Arc::clone(&tally),
            end,
            bar.clone(),
        ));
    }

    watch(&mut connections, &args, &tally, &bar, started).await?;
    bar.finish_and_clear();
    let cpu = args.pid.and_then(cpu_time);
    let cpu = cpu_before
        .zip(cpu)
        .map(|(before, now)| now.saturating_sub(before));
    Ok(tally.tell(started.elapsed(), cpu))
}

/// Waits for the connections, and shows how they are getting on.
async fn watch(
    connections: &mut JoinSet<()>,
    args: &Args,
    tally: &Tally,
    bar: &ProgressBar,
    started: Instant,
) -> Result<(), JoinError> {
    let mut second = interval_at(started, Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut look = started;
    while !connections.is_empty() {
        tokio::select! {
            Some(connection) = connections.join_next() => connection?,
            _ = second.tick() => {
                let elapsed = started.elapsed();
                bar.set_position(elapsed.as_secs().min(args.seconds));
                bar.set_message(format!("{} orders", tally.right.load(Ordering::Relaxed)));
                if Instant::now() >= look {
                    look += LOOK;
                    if let Some(kib) = args.pid.and_then(resident_kib) {
                        bar.suspend(|| println!("{:>4} s: {kib} KiB resident", elapsed.as_secs()));
                    }
                }
            }
        }
    }
    Ok(())
}

impl Tally {
    /// Tells what has become of all, and gives the exit code: a failure, if an answer was wrong or
    /// none was right.
    fn tell(&self, took: Duration, cpu: Option<Duration>) -> ExitCode {
        let [sent, right, wrong, unanswered, refused] = [
            &self.sent,
            &self.right,
            &self.wrong,
            &self.unanswered,
            &self.refused,
        ]
        .map(|count| count.load(Ordering::Relaxed));
        let answered = right + wrong;
        let took = took.as_secs_f64();
        println!("orders: {answered} of {sent} sent were answered in {took:.1} s");
        println!("orders/s: {:.0}", answered as f64 / took);
        println!("wrong answers: {wrong}");
        println!("sent and not answered: {unanswered}");
        if refused > 0 {
            println!(
                "the server stopped: {refused} connections were refused, nothing sent on them"
            );
        }
        match cpu {
            Some(cpu) if answered > 0 => {
                let each = cpu.as_secs_f64() * 1e6 / answered as f64;
                println!("server CPU: {each:.0} µs an order");
            }
            _ => println!("server CPU: not measured"),
        }
        match (wrong, right) {
            (0, 1..) => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }
}

/// One order after the other, until the end or until nobody listens.
async fn customer(
    client: reqwest::Client,
    url: String,
    tally: Arc<Tally>,
    end: Instant,
    bar: ProgressBar,
) {
    while Instant::now() < end {
        let number = tally.sent.fetch_add(1, Ordering::Relaxed);
        let answer = async {
            let answer = client.post(&url).body(order(number)).send().await?;
            let status = answer.status().as_u16();
            Ok::<_, reqwest::Error>((status, answer.bytes().await?))
        };
        match answer.await {
            Ok((status, body)) => match check(number, status, &body) {
                Ok(_) => {
                    tally.right.fetch_add(1, Ordering::Relaxed);
                }
                Err(wrong) => {
                    if tally.wrong.fetch_add(1, Ordering::Relaxed) < 5 {
                        let body = String::from_utf8_lossy(&body);
                        bar.suspend(|| println!("wrong: {wrong}: {status} {body}"));
                    }
                }
            },
            Err(error) if error.is_connect() => {
                tally.sent.fetch_sub(1, Ordering::Relaxed);
                tally.refused.fetch_add(1, Ordering::Relaxed);
                return;
            }
            Err(error) => {
                if tally.unanswered.fetch_add(1, Ordering::Relaxed) < 5 {
                    bar.suspend(|| println!("no answer: {error:?}"));
                }
            }
        }
    }
}

//! A job every few seconds, drawn while it runs; Ctrl-C stops it within its grace.
//!
//! ```sh
//! cargo run -p kata14-scheduler --example live -- --every 2s --jitter 20
//! ```
//!
//! A line for each run: where its tick belongs (`┊`), when it started, how long it took. Every third
//! run is longer than a period, every fifth fails.

use std::{error::Error, future::pending, process::ExitCode, time::Duration};

use clap::Parser;
use kata14_scheduler::{First, Jitter, Job, JobError, Tick, solution::Scheduler};
use shared_terminal::{exit_code, print};
use tokio::time::{Instant, interval, sleep};
use tokio_util::sync::CancellationToken;

/// Runs a job on a schedule and draws its runs, until Ctrl-C.
#[derive(Parser)]
struct Options {
    /// The period.
    #[arg(long, default_value = "2s", value_parser = humantime::parse_duration)]
    every: Duration,
    /// The jitter in percent of the period, 1 to 50.
    #[arg(long)]
    jitter: Option<u8>,
    /// The job ignores Ctrl-C: the scheduler drops it after its grace.
    #[arg(long)]
    deaf: bool,
    /// How long a run may take to end after Ctrl-C.
    #[arg(long, default_value = "1s", value_parser = humantime::parse_duration)]
    grace: Duration,
}

/// Columns of a line for one period.
const PERIOD: f64 = 24.0;

struct Drawn {
    start: Instant,
    every: Duration,
    deaf: bool,
    /// Ends the schedule when stdout is closed.
    cancel: CancellationToken,
}

impl Job for Drawn {
    async fn run(&self, stop: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        let work = async {
            let long = tick.number.is_multiple_of(3);
            sleep(self.every.mul_f64(if long { 1.4 } else { 0.3 })).await;
            match tick.number.is_multiple_of(5) {
                true => Err("every fifth run fails".into()),
                false => Ok(()),
            }
        };
        let began = self.periods();
        let drawing = async {
            let mut frames = interval(Duration::from_millis(100));
            loop {
                frames.tick().await;
                self.draw(tick, began, '»', "");
            }
        };
        let stopped = async {
            stop.cancelled().await;
            match self.deaf {
                true => pending().await,
                // Puts its things in order.
                false => sleep(Duration::from_millis(300)).await,
            }
        };
        let (cap, ended) = tokio::select! {
            ended = work => (if ended.is_ok() { '●' } else { '✗' }, ended),
            () = stopped => ('○', Ok(())),
            never = drawing => never,
        };
        self.draw(tick, began, cap, "\n");
        ended
    }
}

impl Drawn {
    /// Now, in periods since the start.
    fn periods(&self) -> f64 {
        self.start.elapsed().as_secs_f64() / self.every.as_secs_f64()
    }

    /// The line starts half a period before the tick's place.
    fn draw(&self, tick: Tick, began: f64, cap: char, end: &str) {
        let column =
            |periods: f64| ((periods - tick.number as f64 + 0.5) * PERIOD).max(0.0) as usize;
        let (place, from, to) = (
            column(tick.number as f64),
            column(began),
            column(self.periods()),
        );
        let bar: String = (0..=to.max(place))
            .map(|at| match at {
                _ if at == to => cap,
                _ if (from..to).contains(&at) => '━',
                _ if at == place => '┊',
                _ => ' ',
            })
            .collect();
        let missed = match tick.missed {
            0 => String::new(),
            missed => format!("  {missed} missed before"),
        };
        if print(&format!("\rtick {:>4}  {bar}{missed}{end}", tick.number)).is_err() {
            self.cancel.cancel();
        }
    }
}

async fn run(options: Options) -> Result<ExitCode, Box<dyn Error>> {
    let cancel = CancellationToken::new();
    let job = Drawn {
        start: Instant::now(),
        every: options.every,
        deaf: options.deaf,
        cancel: cancel.clone(),
    };
    let builder = Scheduler::builder(job, options.every);
    let jitter = options.jitter.map_or(Jitter::NONE, Jitter::percent);
    let builder = builder.jitter(jitter).first(First::AtOnce);
    let scheduler = builder.grace(options.grace).build()?;
    let ctrl_c = async {
        let heard = cancel.run_until_cancelled(tokio::signal::ctrl_c()).await;
        cancel.cancel();
        heard.unwrap_or(Ok(()))
    };
    let (summary, heard) = tokio::join!(scheduler.run(&cancel), ctrl_c);
    heard?;
    print(&format!("\n{summary:?}\n"))?;
    Ok(ExitCode::SUCCESS)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit_code(run(Options::parse()).await)
}

//! Draws a run of your own code.
//!
//! ```sh
//! cargo run -p timeline --example own_code
//! cargo run -p timeline --example own_code -- run.svg
//! ```
//!
//! It asks two mirrors for one file. The faster answer wins, and the slower call is cancelled. A
//! background task that was spawned and forgotten is still running at the end.

use std::{env, fs, io, process::ExitCode, time::Duration};

use shared_terminal::{columns, exit_code, print};
use timeline::{Mark, Recorder, Timeline};
use tokio::{select, time::sleep};

/// Plays a download of `ms` milliseconds.
async fn download(ms: u64) -> Result<&'static str, io::Error> {
    sleep(Duration::from_millis(ms)).await;
    Ok("the file")
}

fn main() -> ExitCode {
    exit_code(run())
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> io::Result<ExitCode> {
    let recorder = Recorder::new();

    let watched = recorder.clone();
    #[expect(
        clippy::disallowed_methods,
        reason = "the picture shows what a detached task does"
    )]
    tokio::spawn(async move { watched.watch("refresh", download(500)).await });

    select! {
        file = recorder.watch("near mirror", download(30)) => file?,
        file = recorder.watch("far mirror", download(120)) => file?,
    };

    let mut timeline = recorder.timeline("Two mirrors, one file");
    timeline.marks.push(Mark {
        label: "main returns at".to_owned(),
        at: recorder.elapsed(),
        essential: true,
    });
    match env::args().nth(1) {
        Some(file) => fs::write(file, timeline.to_svg())?,
        None => {
            let columns = columns();
            let picture = timeline.to_text(columns);
            let legend = Timeline::legend_within(columns);
            print(&format!("{picture}\n{legend}\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

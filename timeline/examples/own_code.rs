//! Draws a run of your own code, which needs nothing else from this workspace.
//!
//! ```sh
//! cargo run -p timeline --example own_code
//! cargo run -p timeline --example own_code -- run.svg
//! ```
//!
//! Two mirrors are asked for one file. The faster answer wins, and the slower call is cancelled;
//! a background refresh that was spawned and forgotten is still running at the end.

use std::{env, fs, io, time::Duration};

use timeline::{Mark, Recorder};
use tokio::{select, time::sleep};

/// Stands for a download that takes its time.
async fn download(ms: u64) -> Result<&'static str, io::Error> {
    sleep(Duration::from_millis(ms)).await;
    Ok("the file")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
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
        None => anstream::print!(
            "{}\n{}\n",
            timeline.to_text(80),
            timeline::Timeline::legend()
        ),
    }
    Ok(())
}

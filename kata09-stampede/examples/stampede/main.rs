//! Two hundred callers for one price: each with a load of its own, and all with one.
//!
//! ```sh
//! cargo run -p kata09-stampede --example stampede
//! cargo run -p kata09-stampede --example stampede -- docs/src/katas/stampede.svg
//! ```
//!
//! In virtual time, so it is the same at every run. With a path, it writes the book's figure there.

mod figure;

use std::{env, error::Error, fs};

use shared_terminal::{columns, print};
use timeline::Timeline;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let timeline = figure::timeline().await;
    match env::args_os().nth(1) {
        Some(path) => fs::write(path, timeline.to_svg())?,
        None => {
            let picture = timeline.to_text(columns());
            print(&format!(
                "{}\n\n{picture}\n{}\n",
                timeline.title,
                Timeline::legend()
            ))?;
        }
    }
    Ok(())
}

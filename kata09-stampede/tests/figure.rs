//! The book's figure is what the example draws today.

use std::{fs, path::Path};

#[path = "../examples/stampede/figure.rs"]
mod figure;

#[tokio::test(start_paused = true)]
async fn the_committed_figure_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/katas/stampede.svg");
    let committed = fs::read_to_string(path).expect("the figure is committed");
    let drawn = figure::timeline().await.to_svg();
    assert!(
        drawn == committed,
        "the figure is out of date; draw it again:\n\
         cargo run -p kata09-stampede --example stampede -- docs/src/katas/stampede.svg"
    );
}

//! The command line, and the progress bar.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
    time::Duration,
};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

/// Fetches the widgets of many users, with a rate limit and a cap; Ctrl-C cancels.
#[derive(Parser)]
pub(crate) struct Args {
    /// Numbers and ranges with both ends: `7 10..20`; none, or `-`, reads them from stdin
    pub(crate) users: Vec<String>,
    /// The API to ask, instead of a mock server of its own
    #[arg(long)]
    pub(crate) base_url: Option<String>,
    /// Requests a second, in the long run
    #[arg(long, default_value = "10")]
    pub(crate) rate: NonZeroU32,
    /// Requests at once, after a rest
    #[arg(long, default_value = "20")]
    pub(crate) burst: NonZeroU32,
    /// Requests in flight at a time
    #[arg(long, default_value = "8")]
    pub(crate) in_flight: NonZeroUsize,
    /// Attempts for each user
    #[arg(long, default_value = "1")]
    pub(crate) attempts: NonZeroU32,
    /// Draws the requests over time against the limit
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
}

pub(crate) fn progress(users: u64) -> ProgressBar {
    let style = "{bar:32} {pos}/{len} users  {msg}";
    let style = ProgressStyle::with_template(style).expect("the template is a constant");
    let bar = ProgressBar::new(users).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

//! Records the calls of any futures and draws them on one time axis.
//!
//! Wrap a future in [`Recorder::watch`] and await it as before. The recorder notes when it was
//! first polled, when it ended, and how: it returned, failed, panicked, was cancelled (dropped
//! before it ended), or is still running. [`Recorder::timeline`] draws the record, for a terminal
//! ([`Timeline::to_text`]) or a web page ([`Timeline::to_svg`]).
//!
//! Times come from tokio's clock, so a test on the paused clock gets exact times.
//!
//! ```
//! use std::time::Duration;
//! use timeline::Recorder;
//! use tokio::time::{sleep, timeout};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! let recorder = Recorder::new();
//! let user = recorder.watch("user", async {
//!     sleep(Duration::from_millis(10)).await;
//!     Err::<(), _>("no such user")
//! });
//! let orders = recorder.watch("orders", async {
//!     sleep(Duration::from_millis(80)).await;
//!     Ok::<_, &str>(5)
//! });
//! let both = async { tokio::try_join!(user, orders) };
//! assert!(timeout(Duration::from_secs(1), both).await.is_ok_and(|both| both.is_err()));
//!
//! // user fails at 10ms, and orders is cancelled at the same moment.
//! println!("{}", recorder.timeline("One fails").to_text(80));
//! # assert_eq!(recorder.calls()[1].ending, timeline::Ending::Dropped);
//! # }
//! ```
//!
//! The example `own_code` does the same in a program of its own:
//! `cargo run -p timeline --example own_code`.

mod axis;
mod call;
mod draw;
mod record;
mod recorder;
mod svg;
mod text;
mod timeline;

pub use call::{Call, Ending, short};
pub use recorder::Recorder;
pub use timeline::{Level, Mark, Row, Timeline};

//! What the workspace's benches measure beside seconds, as [`criterion`] measurements.
//!
//! | measurement | one value is | take it for |
//! |---|---|---|
//! | [`VirtualTime`] | the time that passes on tokio's paused clock | what a caller waits: exact |
//! | [`Ratio`] | how many times as long as a baseline | what code costs: holds on a busy machine |
//! | [`CpuTime`] | the time for which this process keeps a core busy | code whose other half is a server |
//! | [`Memory`] | bytes | what a task, or a thread, keeps |
//!
//! [`settings`] gives a [`Criterion`](::criterion::Criterion) with one of them; [`exact`] is for values
//! that are the same at every run. All of criterion's flags work. How to read the figures:
//! `docs/src/benchmarks.md`.
//!
//! # Add a bench
//!
//! A kata's bench is a file in this crate's `benches/`, and a `[[bench]]` with `harness = false` in its
//! `Cargo.toml`. It is named for its kata, as `kata09_stampede.rs`, and opens with what it measures,
//! what distorts it and its baseline. A group is a scenario, a line in it a contender.
//!
//! ```no_run
//! use criterion::{Criterion, criterion_group, criterion_main};
//! use measurements::{Callers, Ratio, compare, settings};
//! use tokio::task::yield_now;
//!
//! fn yields(criterion: &mut Criterion<Ratio>) {
//!     let callers = Callers::new(64);
//!     let contenders = [("one yield", 1), ("two yields", 2)];
//!     compare(criterion, "yields, callers: 64", &contenders, |yields, iterations| {
//!         let yields = *yields;
//!         callers.time(iterations, |share| async move {
//!             for _ in 0..yields * share {
//!                 yield_now().await;
//!             }
//!         })
//!     });
//! }
//!
//! criterion_group! { name = benches; config = settings(Ratio); targets = yields }
//! criterion_main!(benches);
//! ```

mod callers;
mod cpu_time;
mod memory;
mod ratio;
mod settings;
mod turns;
mod virtual_time;

pub use callers::Callers;
pub use cpu_time::CpuTime;
pub use memory::{Memory, resident};
pub use ratio::{Ratio, compare};
pub use settings::{exact, settings};
pub use virtual_time::{PausedClock, VirtualTime};

//! Benchmarks as races: contenders take turns, so that what disturbs the machine disturbs all alike.
//!
//! Criterion runs one benchmark to its end before the next. On a machine with other work the
//! weather changes in between, and a ratio of two such figures is a ratio of two weathers. Here
//! every round runs every contender, the rounds' order rotates, and medians are compared. How to read
//! the figures: `docs/src/benchmarks.md`.
//!
//! ```
//! use shared_bench::{Options, Race, timed};
//!
//! let race = Race::new("adding up")
//!     .contender("a loop", timed(|| { std::hint::black_box((0..100_u64).fold(0, |a, b| a + b)); }))
//!     .contender("a formula", timed(|| { std::hint::black_box(99 * 100 / 2); }));
//! let standings = race.run(&Options::test()).expect("nothing filters it out");
//! assert!(standings.median("a loop") > std::time::Duration::ZERO);
//! println!("{standings}");
//! ```

mod options;
mod plot;
mod process;
mod race;
mod standings;

pub use options::Options;
pub use process::{cpu, resident};
pub use race::{Race, timed};
pub use standings::{Standings, human};

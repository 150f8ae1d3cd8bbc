//! Judging tools for tests of concurrent code: what was promised, held against what happened.
//!
//! | item | what it checks |
//! |---|---|
//! | [`Moment`] | recorded calls against a promise; a broken one is drawn as a timeline |
//! | [`Log`] | events and spans, as one subscriber saw them |
//! | [`cut_short`] | what a future leaves behind when it is dropped at its n-th await |
//! | [`alive_tasks`] | how many tasks of the runtime have not ended |
//! | [`watched`], [`watchdog`] | that time moves: a test that hangs fails by name |
//!
//! The katas' suites stand on these; `docs/src/testing-concurrency.md` shows how to use them.

mod cut_short;
mod log;
mod promise;
mod watchdog;

pub use cut_short::{alive_tasks, cut_short};
pub use log::{Line, Log, listen};
pub use promise::Moment;
pub use watchdog::{watchdog, watched};

//! Tools for tests of concurrent code: compare what you promise with what happened.
//!
//! | item | what it checks |
//! |---|---|
//! | [`Moment`] | how calls ended, when, and that no task is left; a broken promise is drawn as a timeline |
//! | [`Log`] | events and spans, as one subscriber saw them |
//! | [`cut_short`] | what a future leaves behind when you drop it at its n-th await |
//! | [`alive_tasks`] | how many tasks of the runtime are still alive |
//! | [`watched`], [`watchdog`] | that time moves: a test that hangs fails by name |
//!
//! The katas' suites use them; `docs/src/testing-concurrency.md` shows how.

mod cut_short;
mod log;
mod promise;
mod watchdog;

pub use cut_short::{alive_tasks, cut_short};
pub use log::{Line, Log, listen};
pub use promise::Moment;
pub use watchdog::{watchdog, watched};

//! What every command here does with its terminal: styled text, logs, errors, the exit code.
//!
//! Colours obey `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb` and whether the stream is a terminal. A
//! reader that stops early, as `head` does, ends a command quietly.

mod error_chain;
mod exit;
mod logs;
mod output;
mod quoted;

pub use error_chain::error_chain;
pub use exit::exit_code;
pub use logs::log_to_stderr;
pub use output::{announce, columns, print};
pub use quoted::{quoted, shortened};

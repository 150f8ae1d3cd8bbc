//! What every command here does with its terminal: styled text, logs, errors, the exit code.
//!
//! Colours obey `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb` and whether the stream is a terminal. A
//! reader that stops early, as `head` does, ends a command quietly.

#[cfg(feature = "arguments")]
mod arguments;
mod colours;
mod error_chain;
mod exit;
mod logs;
mod output;
#[cfg(feature = "progress")]
mod progress;
mod quoted;

#[cfg(feature = "arguments")]
pub use arguments::{arguments, number};
pub use error_chain::error_chain;
pub use exit::exit_code;
pub use logs::log_to_stderr;
pub use output::{announce, columns, print, wrapped};
#[cfg(feature = "progress")]
pub use progress::progress_bar;
pub use quoted::{quoted, shortened};

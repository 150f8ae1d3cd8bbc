//! What a person at a terminal reads.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use tracing_subscriber::{
    filter::{LevelFilter, ParseError, Targets},
    fmt,
    prelude::*,
};

/// Sends the process's logs to stderr, from INFO up or as `RUST_LOG` says (`debug`,
/// `order_pipeline=debug,warn`).
///
/// # Errors
/// If `RUST_LOG` does not parse.
///
/// # Panics
/// If the process has a global subscriber already.
pub fn log_to_stderr() -> Result<(), ParseError> {
    let filter = match env::var("RUST_LOG") {
        Ok(directives) => directives.parse()?,
        Err(_) => Targets::new().with_default(LevelFilter::INFO),
    };
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
    Ok(())
}

/// Says something on stdout; a server whose stdout is closed serves all the same.
pub fn announce(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

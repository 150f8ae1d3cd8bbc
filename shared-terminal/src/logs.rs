//! The logs of a process, as the person at its terminal reads them.

use std::{env, io};

use tracing_subscriber::{
    filter::{LevelFilter, ParseError, Targets},
    fmt,
    prelude::*,
};

use crate::colours;

/// Sends the process's logs to stderr, from INFO up or as `RUST_LOG` says (`debug`,
/// `order_pipeline=debug,warn`).
///
/// # Errors
/// If `RUST_LOG` does not parse.
///
/// # Panics
/// If the process already has a global subscriber.
pub fn log_to_stderr() -> Result<(), ParseError> {
    let filter = filter(&env::var("RUST_LOG").unwrap_or_default())?;
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(colours::on_stderr())
        // The layer reports a failed write with `eprintln!`, which panics where stderr is closed.
        .log_internal_errors(false);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
    Ok(())
}

/// An empty `RUST_LOG`, common in containers, means INFO; tracing alone would take it for ERROR.
fn filter(directives: &str) -> Result<Targets, ParseError> {
    match directives {
        "" => Ok(Targets::new().with_default(LevelFilter::INFO)),
        _ => directives.parse(),
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn logs_info_and_up_by_default() {
        let enables = |directives, level| {
            let filter = filter(directives).unwrap();
            filter.would_enable("order_pipeline::server", &level)
        };
        assert!(enables("", Level::INFO) && !enables("", Level::DEBUG));
        assert!(enables("warn", Level::WARN) && !enables("warn", Level::INFO));
        assert!(enables("order_pipeline=debug,warn", Level::DEBUG));
        assert!(filter("order_pipeline=loud").is_err());
    }
}

//! How a command ends.

use std::{error::Error, io, process::ExitCode};

use crate::error_chain;

/// The exit code of a command's `outcome`; an error is printed to stderr, with its sources.
///
/// A closed pipe anywhere in the error's chain is no error: the reader has seen enough.
#[must_use]
pub fn exit_code(outcome: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) if is_closed_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error_chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::BrokenPipe;
        }
        next = error.source();
    }
    false
}

//! How a command ends.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use crate::error_chain;

/// The exit code of a command's `outcome`; an error is printed to stderr, with its sources.
///
/// A closed pipe anywhere in the error's chain counts as success: the reader has seen enough.
#[must_use]
pub fn exit_code<E: Into<Box<dyn Error>>>(outcome: Result<ExitCode, E>) -> ExitCode {
    match outcome.map_err(Into::into) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            // `eprintln!` panics where stderr is closed.
            let _ = writeln!(io::stderr(), "error: {}", error_chain(error.as_ref()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot print")]
    struct Wrapped(#[source] io::Error);

    #[test]
    fn a_closed_pipe_is_a_success() {
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(exit_code(Err(closed())), ExitCode::SUCCESS);
        assert_eq!(exit_code(Err(Wrapped(closed()))), ExitCode::SUCCESS);
        let other = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(exit_code(Err(other)), ExitCode::FAILURE);
    }
}

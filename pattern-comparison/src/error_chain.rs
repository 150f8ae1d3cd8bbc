//! An error and its sources as one line.

use std::{error::Error, fmt::Write};

/// `error` and every source behind it, joined by `: `.
pub(crate) fn error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        write!(line, ": {cause}").expect("writing to a String cannot fail");
        source = cause.source();
    }
    line
}

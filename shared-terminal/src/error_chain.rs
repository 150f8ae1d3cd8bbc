//! An error and its sources as one line.

use std::{error::Error, fmt::Write};

/// `error` and every source behind it, joined by `: `.
///
/// ```
/// use std::{error::Error, num::ParseIntError};
///
/// let error: ParseIntError = "seven".parse::<u8>().unwrap_err();
/// assert_eq!(shared_terminal::error_chain(&error), "invalid digit found in string");
/// ```
#[must_use]
pub fn error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        write!(line, ": {cause}").expect("writing to a String cannot fail");
        source = cause.source();
    }
    line
}

//! The command line, with errors that stay short.

use clap::{
    Parser,
    error::{ContextKind, ContextValue},
};

use crate::shortened;

/// The most characters of a bad argument that the error quotes.
const QUOTED: usize = 60;

/// Parses the process's arguments. What does not parse ends the process with exit code 2 and an
/// error whose first line names the bad word; `--help` ends it with 0.
///
/// clap quotes a bad value whole; here it is shortened, as in every other message.
#[must_use]
pub fn arguments<T: Parser>() -> T {
    T::try_parse().unwrap_or_else(|mut error| {
        for kind in [
            ContextKind::InvalidValue,
            ContextKind::InvalidArg,
            ContextKind::InvalidSubcommand,
        ] {
            if let Some(ContextValue::String(word)) = error.get(kind) {
                let word = shortened(word, QUOTED, 0);
                error.insert(kind, ContextValue::String(word));
            }
        }
        error.exit()
    })
}

//! The command line, with errors that stay short.

use std::{env, str::FromStr};

use clap::{
    Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{quoted, shortened};

/// The most characters of a bad argument that the error quotes.
const QUOTED: usize = 60;

/// Parses a number for clap; anything else gets `help` as its answer.
///
/// ```
/// let couriers = shared_terminal::number::<u8>("write a number from 0 to 255");
/// assert_eq!(couriers("5"), Ok(5));
/// assert_eq!(couriers("-1"), Err("write a number from 0 to 255"));
/// ```
pub fn number<T: FromStr>(
    help: &'static str,
) -> impl Fn(&str) -> Result<T, &'static str> + Clone + Send + Sync + 'static {
    move |word| word.parse().map_err(|_| help)
}

/// Parses the process's arguments. What does not parse ends the process with exit code 2 and an
/// error whose first line names the bad word; `--help` ends it with 0.
///
/// clap quotes a bad value whole; here it is shortened, as in every other message.
#[must_use]
pub fn arguments<T: Parser>() -> T {
    T::try_parse().unwrap_or_else(|mut error| {
        if error.kind() == ErrorKind::InvalidUtf8 {
            // clap does not say which.
            let word = env::args_os().find(|word| word.to_str().is_none());
            let word = word.unwrap_or_default();
            let message = format!("{} is not UTF-8", quoted(&word.to_string_lossy()));
            error = T::command().error(ErrorKind::InvalidUtf8, message);
        }
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

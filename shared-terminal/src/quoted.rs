//! Bad input, quoted in a message: never longer than a line.

use std::fmt;

/// The most characters of a text that a message quotes.
const QUOTED: usize = 60;

/// Quotes `text` as `{:?}` does, but only its start when it is longer than 60 characters.
///
/// Use it wherever an error names what a person or a client sent: the escapes keep the message on
/// one line, and the limit keeps 60 kB of bad input out of answers, logs and terminals.
///
/// ```
/// use shared_terminal::quoted;
///
/// assert_eq!(quoted("soon\n").to_string(), r#""soon\n""#);
/// let long = "é".repeat(61);
/// let start = "é".repeat(60);
/// assert_eq!(quoted(&long).to_string(), format!("\"{start}…\" (61 characters)"));
/// ```
#[must_use]
pub fn quoted(text: &str) -> impl fmt::Display + '_ {
    fmt::from_fn(move |f| {
        let start = start(text, QUOTED);
        if start.len() == text.len() {
            return write!(f, "{text:?}");
        }
        let quoted = format!("{start:?}");
        let open = quoted.strip_suffix('"').unwrap_or(&quoted);
        write!(f, "{open}…\" ({} characters)", text.chars().count())
    })
}

/// Keeps the first `start` and the last `end` characters of a message that quotes too much.
///
/// For the messages of other crates, which say what is wrong first and where they saw it last.
///
/// ```
/// use shared_terminal::shortened;
///
/// assert_eq!(shortened("unknown field `aaaaaaaaaaaa` at line 1", 16, 10), "unknown field `a… at line 1");
/// assert_eq!(shortened("short", 16, 10), "short");
/// ```
#[must_use]
pub fn shortened(message: &str, first: usize, last: usize) -> String {
    let characters = message.chars().count();
    if characters <= first + last {
        return message.to_owned();
    }
    let start = start(message, first);
    let end: String = message.chars().skip(characters - last).collect();
    format!("{start}…{end}")
}

/// The first `characters` of a text, cut between two of them.
fn start(text: &str, characters: usize) -> &str {
    match text.char_indices().nth(characters) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

//! Why a text is no order.

use serde_path_to_error::Path;

/// Why a text is no [`Order`](super::Order).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct ParseOrderError {
    /// The field, by its path; `None` where the message names it or there is none, and its beginning
    /// if it is unknown and long.
    pub field: Option<String>,
    /// What is wrong, with line and column; what it quotes may be cut short.
    pub message: String,
}

impl ParseOrderError {
    pub(super) fn new(path: Option<&Path>, error: &serde_json::Error) -> Self {
        Self {
            // A field that is unknown may be called anything.
            field: path.and_then(named).map(|field| cut_short(&field, 32, 0)),
            message: cut_short(&error.to_string(), 200, 100),
        }
    }
}

/// The field, if the fault was inside of one: between fields the path is `.`, or ends in `?`.
fn named(path: &Path) -> Option<String> {
    let path = path.to_string();
    let field = path.trim_end_matches('?').trim_end_matches('.');
    (!field.is_empty()).then(|| field.to_owned())
}

/// The beginning and the end of a text that quotes too much: what is wrong is said first, and where
/// it was seen last.
fn cut_short(text: &str, start: usize, end: usize) -> String {
    let characters = text.chars().count();
    if characters <= start + end {
        return text.to_owned();
    }
    let first: String = text.chars().take(start).collect();
    let last: String = text.chars().skip(characters - end).collect();
    format!("{first}…{last}")
}

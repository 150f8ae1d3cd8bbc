//! Why a text is not an order.

use serde_path_to_error::Path;
use shared_terminal::shortened;

/// Why a text is not an [`Order`](super::Order).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct ParseOrderError {
    /// The path of the field, shortened if it is long; `None` where the message names the field, or the
    /// fault is not in one.
    pub field: Option<String>,
    /// What is wrong, with line and column; long quotes are shortened.
    pub message: String,
}

impl ParseOrderError {
    pub(super) fn new(path: Option<&Path>, error: &serde_json::Error) -> Self {
        Self {
            // An unknown field may have any name.
            field: path.and_then(named).map(|field| shortened(&field, 32, 0)),
            message: shortened(&message(error), 200, 100),
        }
    }
}

/// As serde_json says it, but for a number that no float can hold: like others, it is too big.
fn message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.strip_prefix("number out of range") {
        Some(place) => format!("the number is too big{place}"),
        None => message,
    }
}

/// The field, if the fault was inside one: between fields the path is `.` or ends in `?`.
fn named(path: &Path) -> Option<String> {
    let path = path.to_string();
    let field = path.trim_end_matches('?').trim_end_matches('.');
    (!field.is_empty()).then(|| field.to_owned())
}

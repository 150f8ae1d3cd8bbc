//! How long the patterns that have a deadline wait, as a person writes it.

use shared_mocks::Latency;

/// A latency other than zero.
pub(crate) fn parse_deadline(word: &str) -> Result<Latency, String> {
    match word.parse() {
        Ok(Latency::ZERO) | Err(_) => Err("a deadline is 1ms to 60s, in whole ms or s".to_owned()),
        Ok(deadline) => Ok(deadline),
    }
}

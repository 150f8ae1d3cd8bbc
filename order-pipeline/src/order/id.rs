//! The name of an order.

use std::fmt;

use serde::Deserialize;

/// The name of an order: 1 to 128 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct OrderId(String);

impl OrderId {
    /// The most characters (Unicode scalar values).
    pub const MAX_CHARS: usize = 128;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrderId {
    type Error = OrderIdError;

    fn try_from(name: String) -> Result<Self, OrderIdError> {
        match name.chars().count() {
            1..=Self::MAX_CHARS => Ok(Self(name)),
            chars => Err(OrderIdError { chars }),
        }
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for OrderId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for OrderId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// A text that is not an [`OrderId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order_id has 1 to {} characters, not {chars}", OrderId::MAX_CHARS)]
pub struct OrderIdError {
    chars: usize,
}

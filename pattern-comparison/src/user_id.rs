//! The user whose page is fetched.

use std::{fmt, str::FromStr, sync::Arc};

/// A user's id: 1 to 64 of `A-Z a-z 0-9 _ -`; a clone shares the text.
///
/// Checked once, where it enters, so it is safe in a path, a log line and a page.
///
/// ```
/// use pattern_comparison::UserId;
///
/// let user: UserId = "alice-7".parse()?;
/// assert_eq!(user.to_string(), "alice-7");
/// assert!("../../health".parse::<UserId>().is_err());
/// # Ok::<(), pattern_comparison::ParseUserIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(Arc<str>);

impl UserId {
    /// The most characters an id may have.
    pub const MAX_LEN: usize = 64;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// User `123`.
impl Default for UserId {
    fn default() -> Self {
        Self("123".into())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserId {
    type Err = ParseUserIdError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word.is_empty() || word.len() > Self::MAX_LEN {
            return Err(ParseUserIdError::Length);
        }
        match word
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        {
            Some(character) => Err(ParseUserIdError::Character(character)),
            None => Ok(Self(word.into())),
        }
    }
}

/// Why a word is not a [`UserId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUserIdError {
    /// Empty, or longer than [`UserId::MAX_LEN`].
    #[error("a user id has 1 to {} characters", UserId::MAX_LEN)]
    Length,
    /// A character outside `A-Z a-z 0-9 _ -`.
    #[error("a user id has no {0:?}: only `A-Z a-z 0-9 _ -`")]
    Character(char),
}

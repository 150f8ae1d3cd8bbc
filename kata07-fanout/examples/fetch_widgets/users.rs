//! Which users to fetch: numbers and ranges, from the command line or from stdin.

use std::{fmt::Write, io, num::ParseIntError, ops::RangeInclusive};

use kata07_fanout::UserId;

/// Numbers and ranges, kept as ranges: the users themselves are made one by one.
#[derive(Debug)]
pub(crate) struct Users {
    ranges: Vec<RangeInclusive<u64>>,
    count: u64,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum UsersError {
    #[error("cannot read the users from stdin")]
    Stdin(#[source] io::Error),
    #[error("{word:?} is not a user: write a number, or a range such as 1..50")]
    NotAUser { word: String, source: ParseIntError },
    #[error("the range {word:?} is empty: write the smaller number first")]
    EmptyRange { word: String },
    #[error("more than {} users: give fewer", u64::MAX)]
    TooMany,
}

impl Users {
    /// Reads the words, or stdin for none or `-`.
    pub(crate) fn read(words: &[String]) -> Result<Self, UsersError> {
        if words.is_empty() || words == ["-"] {
            let text = io::read_to_string(io::stdin()).map_err(UsersError::Stdin)?;
            return Self::parse(&text);
        }
        Self::parse(&words.join(" "))
    }

    /// `7`, or `10..20` with both ends, separated by white space or commas.
    fn parse(text: &str) -> Result<Self, UsersError> {
        let (mut ranges, mut count) = (Vec::new(), 0_u64);
        let words = text.split(|it: char| it.is_whitespace() || it == ',');
        for word in words.filter(|word| !word.is_empty()) {
            let number = |text: &str| {
                text.parse::<u64>().map_err(|source| UsersError::NotAUser {
                    word: word.to_owned(),
                    source,
                })
            };
            let (first, last) = word.split_once("..").unwrap_or((word, word));
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                let word = word.to_owned();
                return Err(UsersError::EmptyRange { word });
            }
            // All of `u64` is one more than fits in it.
            let more = (last - first).checked_add(1);
            count = more
                .and_then(|more| count.checked_add(more))
                .ok_or(UsersError::TooMany)?;
            ranges.push(first..=last);
        }
        Ok(Self { ranges, count })
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = UserId> + Send + use<> {
        self.ranges.clone().into_iter().flatten().map(UserId)
    }
}

/// The users in order, with neighbours as ranges.
pub(crate) fn as_ranges(users: &[UserId]) -> String {
    let mut numbers: Vec<u64> = users.iter().map(|user| user.0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut text = String::new();
    for run in numbers.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
        let separator = if text.is_empty() { "" } else { " " };
        match run {
            [first, .., last] => write!(text, "{separator}{first}..{last}"),
            one => write!(text, "{separator}{}", one[0]),
        }
        .expect("writing to a String cannot fail");
    }
    if text.is_empty() {
        text.push_str("none");
    }
    text
}

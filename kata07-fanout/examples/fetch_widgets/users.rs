//! Which users: numbers and ranges, from the command line or from stdin.

use std::io::{self, Read};

use kata07_fanout::UserId;

/// Reads `7`, `10..20` (both ends included) and, for nothing or `-`, the same from stdin.
pub(crate) fn parse(words: &[String]) -> Result<Vec<UserId>, String> {
    let mut text = words.join(" ");
    if words.is_empty() || words == ["-"] {
        text.clear();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| format!("stdin: {error}"))?;
    }
    let mut users = Vec::new();
    for word in text
        .split([' ', ',', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let bad = |_| format!("{word:?} is no user: write a number, or a range such as 1..50");
        let (first, last) = word.split_once("..").unwrap_or((word, word));
        let (first, last): (u64, u64) = (
            first.trim().parse().map_err(bad)?,
            last.trim().parse().map_err(bad)?,
        );
        if first > last {
            return Err(format!(
                "{word:?} is nobody: write the smaller number first"
            ));
        }
        users.extend((first..=last).map(UserId));
    }
    Ok(users)
}

/// The users in order, runs as ranges.
pub(crate) fn print(users: &[UserId]) -> String {
    let mut numbers: Vec<u64> = users.iter().map(|user| user.0).collect();
    numbers.sort_unstable();
    let runs = numbers
        .chunk_by(|one, next| *next == one + 1)
        .map(|run| match run {
            [first, .., last] => format!("{first}..{last}"),
            one => one.iter().map(u64::to_string).collect(),
        });
    let runs: Vec<_> = runs.collect();
    if runs.is_empty() {
        "nobody".to_owned()
    } else {
        runs.join(" ")
    }
}

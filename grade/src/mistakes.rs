//! The kept mistakes of a kata, and the promises that each breaks: a file beside them, generated.

use std::{collections::BTreeSet, fmt::Write, path::PathBuf};

use crate::{
    judge::Outcome,
    kata::{Kata, Suite, read},
};

/// `tests/mistakes/table.txt`
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The published stub's fingerprint.
    pub(crate) stub: u64,
    pub(crate) mistakes: Vec<Mistake>,
}

/// A wrong answer that is kept, and what the judge says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) name: String,
    /// The thought that leads to it.
    pub(crate) thought: String,
    /// The section of `HINTS.md` that helps.
    pub(crate) hint: Option<usize>,
    /// Whether the judge has to stop it: then nothing is known of the tests behind.
    pub(crate) stops_the_judge: bool,
    /// The tests that fail.
    pub(crate) breaks: BTreeSet<String>,
}

impl Table {
    pub(crate) fn path(kata: &Kata) -> PathBuf {
        kata.dir.join("tests/mistakes/table.txt")
    }

    /// Whether `src/exercise.rs` differs from the published stub.
    pub(crate) fn is_started(kata: &Kata) -> bool {
        Self::load(kata).is_ok_and(|table| kata.fingerprint().ok() != Some(table.stub))
    }

    pub(crate) fn load(kata: &Kata) -> Result<Self, String> {
        let path = Self::path(kata);
        let wrong = format!("{} is not a table of mistakes", path.display());
        Self::parse(&read(path)?).ok_or(wrong)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut table = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "" => {}
                "stub" => {
                    let stub = u64::from_str_radix(rest, 16).ok()?;
                    let mistakes = Vec::new();
                    table = Some(Self { stub, mistakes });
                }
                "mistake" => table.as_mut()?.mistakes.push(Mistake {
                    name: rest.to_owned(),
                    thought: String::new(),
                    hint: None,
                    stops_the_judge: false,
                    breaks: BTreeSet::new(),
                }),
                _ => {
                    let mistake = table.as_mut()?.mistakes.last_mut()?;
                    match word {
                        "thought" => rest.clone_into(&mut mistake.thought),
                        "stops" => mistake.stops_the_judge = true,
                        "hint" => mistake.hint = Some(rest.parse().ok()?),
                        "breaks" => drop(mistake.breaks.insert(rest.to_owned())),
                        _ => return None,
                    }
                }
            }
        }
        table
    }

    pub(crate) fn print(&self) -> String {
        let mut text =
            String::from("# Written by `cargo grade --bless`; checked by `cargo grade --check`.\n");
        let mut line = |line: String| writeln!(text, "{line}").expect("a String takes every line");
        line(format!("stub {:016x}", self.stub));
        for mistake in &self.mistakes {
            line(format!("\nmistake {}", mistake.name));
            line(format!("thought {}", mistake.thought));
            if let Some(hint) = mistake.hint {
                line(format!("hint {hint}"));
            }
            if mistake.stops_the_judge {
                line("stops the judge".to_owned());
            }
            for test in &mistake.breaks {
                line(format!("breaks {test}"));
            }
        }
        text
    }

    /// The mistakes that break exactly the promises of `suite` that `outcome` breaks.
    pub(crate) fn like(&self, outcome: &Outcome, suite: Suite) -> Vec<&Mistake> {
        let letter = match suite {
            Suite::Core => 'c',
            Suite::Stretch => 's',
        };
        let failed: BTreeSet<_> = outcome.failed().collect();
        // An answer that the judge had to stop has no complete list.
        if failed.is_empty() || outcome.stopped.is_some() {
            return Vec::new();
        }
        let breaks = |mistake: &Mistake| {
            let of_suite = mistake.breaks.iter().map(String::as_str);
            let of_suite = of_suite.filter(|test| test.starts_with(letter));
            of_suite.collect::<BTreeSet<_>>() == failed
        };
        self.mistakes.iter().filter(|it| breaks(it)).collect()
    }
}

impl Mistake {
    /// Reads the head of the mistake's own file: the thought, and the line `Hint: N`.
    pub(crate) fn read(kata: &Kata, target: &str, name: &str) -> Result<Self, String> {
        let text = read(Self::file(kata, target, name))?;
        let head = text.lines().map_while(|line| line.strip_prefix("//!"));
        let head: Vec<_> = head.map(str::trim).collect();
        let hint = head.iter().find_map(|line| line.strip_prefix("Hint: "));
        let thought = head
            .iter()
            .take_while(|line| !line.is_empty() && !line.starts_with("Hint: "));
        Ok(Self {
            name: name.to_owned(),
            thought: thought.copied().collect::<Vec<_>>().join(" "),
            hint: hint.and_then(|number| number.parse().ok()),
            stops_the_judge: false,
            breaks: BTreeSet::new(),
        })
    }

    pub(crate) fn file(kata: &Kata, target: &str, name: &str) -> PathBuf {
        kata.dir
            .join("tests")
            .join(target)
            .join(name)
            .with_extension("rs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mistake = |name: &str, breaks: &[&str]| Mistake {
            name: name.to_owned(),
            thought: "It looks right.".to_owned(),
            hint: Some(2),
            stops_the_judge: name == "hangs",
            breaks: breaks.iter().map(ToString::to_string).collect(),
        };
        Table {
            stub: 0xabc,
            mistakes: vec![
                mistake("waits", &["c01_a", "s1_b"]),
                mistake("leaks", &["c01_a", "c02_b"]),
                mistake("hangs", &[]),
            ],
        }
    }

    fn outcome(tests: &[(&str, bool)]) -> Outcome {
        let tests = tests
            .iter()
            .map(|(name, passed)| ((*name).to_owned(), *passed));
        Outcome {
            tests: tests.collect(),
            ..Outcome::default()
        }
    }

    #[test]
    fn a_printed_table_parses_back() {
        assert_eq!(Table::parse(&table().print()), Some(table()));
    }

    #[test]
    fn names_the_mistake_that_fails_the_same_tests() {
        let table = table();
        let like = |tests: &[_], suite| -> Vec<String> {
            let like = table.like(&outcome(tests), suite).into_iter();
            like.map(|mistake| mistake.name.clone()).collect()
        };
        assert_eq!(
            like(&[("c01_a", false), ("c02_b", true)], Suite::Core),
            ["waits"]
        );
        assert_eq!(
            like(&[("c01_a", false), ("c02_b", false)], Suite::Core),
            ["leaks"]
        );
        assert_eq!(like(&[("s1_b", false)], Suite::Stretch), ["waits"]);
        assert!(
            like(&[("c02_b", false)], Suite::Core).is_empty(),
            "no guess"
        );
        assert!(like(&[("c01_a", true)], Suite::Core).is_empty());
    }
}

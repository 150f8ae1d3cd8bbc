//! What the command line asks for.

use std::{env, fs, io, path::PathBuf, time::Duration};

use crate::Standings;

/// How much to measure, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub(crate) rounds: usize,
    /// How long one contender runs in one round, at least.
    pub(crate) turn: Duration,
    filter: Option<String>,
    plots: Option<PathBuf>,
    test: bool,
}

impl Options {
    /// As `cargo bench`, `cargo bench -- --quick`, `cargo bench -- WORD` and `cargo test --benches`
    /// call a benchmark. Flags that it does not know, such as those for tests, are passed over: one
    /// command line serves all targets of a crate.
    #[must_use]
    pub fn from_args() -> Self {
        Self::from_words(env::args().skip(1))
    }

    /// One iteration of everything, to see that it runs.
    #[must_use]
    pub fn test() -> Self {
        Self {
            rounds: 1,
            turn: Duration::ZERO,
            filter: None,
            plots: None,
            test: true,
        }
    }

    /// Prints `standings`, and with `--plots DIRECTORY` draws them there too.
    ///
    /// # Errors
    /// If the drawing cannot be written.
    pub fn show(&self, standings: &Standings) -> io::Result<()> {
        println!("{standings}");
        let Some(directory) = &self.plots else {
            return Ok(());
        };
        let word = |title: &str| title.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let name = format!("bench-{}.svg", word(standings.title()).to_lowercase());
        fs::create_dir_all(directory)?;
        fs::write(directory.join(name.replace("--", "-")), standings.to_svg())
    }

    /// Whether it is only to be seen that everything runs.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.test
    }

    /// Whether `title` is asked for.
    #[must_use]
    pub fn wants(&self, title: &str) -> bool {
        self.filter.as_ref().is_none_or(|word| title.contains(word))
    }

    /// `full` of something, less of it for a quick look, and the least for a test.
    #[must_use]
    pub fn scaled<T>(&self, full: T, quick: T, test: T) -> T {
        match (self.test, self.rounds < FULL_ROUNDS) {
            (true, _) => test,
            (_, true) => quick,
            (_, false) => full,
        }
    }

    fn from_words(words: impl Iterator<Item = String>) -> Self {
        let words: Vec<String> = words.collect();
        let given = |flag: &str| words.iter().any(|word| word == flag);
        // Cargo says `--bench` for a benchmark and nothing for a test.
        if !given("--bench") {
            return Self::test();
        }
        let plots = words.iter().position(|word| word == "--plots");
        let directory = plots.and_then(|index| words.get(index + 1));
        let (rounds, turn) = if given("--quick") {
            (9, Duration::from_millis(2))
        } else {
            (FULL_ROUNDS, Duration::from_millis(10))
        };
        Self {
            rounds,
            turn,
            filter: words
                .iter()
                .find(|word| !word.starts_with('-') && Some(*word) != directory)
                .cloned(),
            plots: directory.map(PathBuf::from),
            test: false,
        }
    }
}

/// Odd, so that the median is a round that was run.
const FULL_ROUNDS: usize = 31;

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Options {
        Options::from_words(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn cargo_test_runs_everything_once() {
        assert_eq!(options(""), Options::test());
    }

    #[test]
    fn a_word_chooses_and_a_flag_for_tests_is_passed_over() {
        let options = options("--quick --nocapture --plots there callers --bench");
        assert!(options.wants("64 callers") && !options.wants("one caller"));
        assert_eq!(options.plots, Some("there".into()));
        assert_eq!(options.scaled("full", "quick", "test"), "quick");
    }
}

//! One run of a test target, read line by line.

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
};

use crate::kata::Kata;

/// What came of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Test names without their modules, each with whether it passed.
    pub(crate) tests: BTreeMap<String, bool>,
    /// What each failed test printed.
    pub(crate) messages: BTreeMap<String, String>,
    /// What the judge said, if it ended before every test had a result.
    pub(crate) stopped: Option<String>,
}

impl Outcome {
    pub(crate) fn passed(&self) -> usize {
        self.tests.values().filter(|passed| **passed).count()
    }

    /// The broken promises, in the order of their numbers.
    pub(crate) fn failed(&self) -> impl Iterator<Item = &str> {
        let failed = self.tests.iter().filter(|(_, passed)| !**passed);
        failed.map(|(name, _)| name.as_str())
    }
}

/// `cargo test` of one target, with arguments for the test binary.
fn cargo(kata: &Kata, target: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(&kata.dir)
        .args(["test", "--package", &kata.name, "--test", target])
        .args(args)
        // A backtrace is longer than the message, and says less.
        .env("RUST_BACKTRACE", "0");
    command
}

/// Builds a target; what the compiler says goes to stderr.
pub(crate) fn build(kata: &Kata, target: &str) -> Result<(), String> {
    let built = cargo(kata, target, &["--quiet", "--no-run"]).status();
    match built.map_err(|error| format!("cannot run cargo: {error}"))? {
        status if status.success() => Ok(()),
        _ => Err(format!("{} does not compile", kata.name)),
    }
}

/// Every test of a target, with its modules.
pub(crate) fn list(kata: &Kata, target: &str) -> Result<Vec<String>, String> {
    let output = cargo(kata, target, &["--quiet", "--", "--list"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = lines.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}

/// Runs the tests of a target whose names begin with `filter`; `seen` hears of each as it ends.
pub(crate) fn run(
    kata: &Kata,
    target: &str,
    filter: &str,
    mut seen: impl FnMut(&str, bool),
) -> Result<Outcome, String> {
    let mut child = cargo(kata, target, &["--", filter])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let (stdout, errors) = pipes(&mut child);
    let mut outcome = Outcome::default();
    let mut section = None;
    for line in BufReader::new(stdout).lines() {
        let line = line.map_err(|error| format!("cannot read the judge's words: {error}"))?;
        if let Some((name, passed)) = result_of(&line) {
            seen(name, passed);
            outcome.tests.insert(name.to_owned(), passed);
        } else if let Some(name) = section_of(&line) {
            section = Some(name.to_owned());
        } else if line == "failures:" || line.starts_with("test result:") {
            section = None;
        } else if let Some(name) = &section
            && !line.starts_with("note: run with `RUST_BACKTRACE")
        {
            let message = outcome.messages.entry(name.clone()).or_default();
            message.push_str(&line);
            message.push('\n');
        }
        if line.starts_with("test result:") {
            outcome.stopped = None;
        } else if line.starts_with("running ") {
            outcome.stopped = Some(String::new());
        }
    }
    let said = errors.join().unwrap_or_default();
    child
        .wait()
        .map_err(|error| format!("cannot wait for cargo: {error}"))?;
    if let Some(stopped) = &mut outcome.stopped {
        *stopped = last_words(&said);
    }
    Ok(outcome)
}

/// Read on a thread of its own, so that neither pipe fills up while the other is read.
fn pipes(child: &mut Child) -> (ChildStdout, thread::JoinHandle<String>) {
    let stdout = child.stdout.take().expect("stdout is piped");
    let mut stderr = child.stderr.take().expect("stderr is piped");
    let errors = thread::spawn(move || {
        let mut said = Vec::new();
        // An error ends the text early, and the text is for people.
        let _ = stderr.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    });
    (stdout, errors)
}

/// `test core::domino::c05_returns ... ok`: its name without modules, and whether it passed.
fn result_of(line: &str) -> Option<(&str, bool)> {
    let (name, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let name = name.split(" - ").next()?.rsplit("::").next()?;
    match result.split_whitespace().next()? {
        "ok" => Some((name, true)),
        "FAILED" => Some((name, false)),
        _ => None,
    }
}

/// `---- core::domino::c05_returns stdout ----`
fn section_of(line: &str) -> Option<&str> {
    let name = line.strip_prefix("---- ")?.strip_suffix(" stdout ----")?;
    name.rsplit("::").next()
}

/// What the test binary said last, without what cargo adds.
fn last_words(said: &str) -> String {
    let cargo = [
        "error: test failed",
        "Caused by:",
        "  process didn't",
        "note: ",
    ];
    let mut words = String::new();
    for line in said.lines() {
        if line.trim_start().starts_with("Running ") {
            words.clear();
        } else if !cargo.iter().any(|start| line.starts_with(start)) {
            words.push_str(line);
            words.push('\n');
        }
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_result_without_its_modules() {
        let line = "test core::domino::c05_returns ... ok";
        assert_eq!(result_of(line), Some(("c05_returns", true)));
        let line = "test a::c06_panics - should panic ... FAILED";
        assert_eq!(result_of(line), Some(("c06_panics", false)));
        assert_eq!(result_of("test result: ok. 1 passed"), None);
    }

    #[test]
    fn reads_the_name_of_a_section() {
        let line = "---- core::domino::c05_returns stdout ----";
        assert_eq!(section_of(line), Some("c05_returns"));
    }

    #[test]
    fn keeps_what_the_binary_said_last() {
        let said = "   Compiling a\n     Running tests/exercise.rs\ntime stands still\nerror: test failed, to rerun";
        assert_eq!(last_words(said), "time stands still");
    }
}

//! What a page tells its reader to type can be typed on any system, and is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::pages::{fences, pages, prose};

/// A page, and whether it is for learners: they have cargo, and perhaps no shell of Unix.
fn texts() -> Vec<(String, String, bool)> {
    let mut texts: Vec<_> = pages()
        .into_iter()
        .map(|page| (page.name, page.text, true))
        .collect();
    for (name, for_learners) in [
        ("README.md", true),
        ("kata01-aggregator/README.md", true),
        ("kata07-fanout/README.md", true),
        ("kata14-scheduler/README.md", true),
        ("order-pipeline/README.md", false),
        ("CONTRIBUTING.md", false),
    ] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        texts.push((name.to_owned(), text, for_learners));
    }
    texts
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn a_learner_needs_cargo_alone() {
    let mut lines = 0;
    for (page, text, _) in texts().iter().filter(|(.., for_learners)| *for_learners) {
        let blocks = fences(text).into_iter().filter(|(tag, _)| *tag == "sh");
        for line in blocks.flat_map(|(_, block)| block.lines()) {
            let plain = !line.contains(['\'', '|', '$', ';', '&', '<', '>', '\\']);
            assert!(
                line.starts_with("cargo ") && plain,
                "{page}: {line:?} is not for every shell"
            );
            lines += 1;
        }
    }
    assert!(lines > 0, "the pages have commands");
}

/// A renamed target fails loudly, but a test that no word chooses any more is green and empty.
#[test]
fn every_command_names_what_is_there() {
    let mut names = 0;
    for (page, text, _) in texts() {
        for command in commands(&text) {
            let words = words(&command);
            let after = |flag: &str| {
                let at = words.iter().position(|word| word == flag)?;
                words.get(at + 1).map(String::as_str)
            };
            let crates = match after("-p") {
                Some(name) => vec![root().join(name)],
                None => members(),
            };
            let absent = |what: &str| panic!("{page}: there is no {what} for `{command}`");
            if !crates.iter().all(|it| it.join("Cargo.toml").is_file()) {
                absent("crate");
            }
            for (flag, folder) in [
                ("--test", "tests"),
                ("--bench", "benches"),
                ("--example", "examples"),
            ] {
                let Some(target) = after(flag) else {
                    continue;
                };
                let is_there = |of: &PathBuf| {
                    let file = of.join(folder).join(target);
                    file.with_extension("rs").is_file() || file.join("main.rs").is_file()
                };
                if !crates.iter().any(is_there) {
                    absent(target);
                }
                names += 1;
            }
            for word in filter(&words) {
                if !crates.iter().any(|of| is_said_in(of, word)) {
                    absent(word);
                }
                names += 1;
            }
        }
    }
    assert!(names > 0, "the pages' commands have names");
}

/// The lines of shell blocks, and what is set as code in a sentence: whole commands, or their flags.
fn commands(text: &str) -> Vec<String> {
    let blocks = fences(text).into_iter().filter(|(tag, _)| *tag == "sh");
    let lines = blocks.flat_map(|(_, block)| block.lines().map(str::to_owned));
    let mut commands: Vec<_> = lines.collect();
    let prose = prose(text);
    commands.extend(prose.split('`').skip(1).step_by(2).map(str::to_owned));
    commands.retain_mut(|command| {
        if let Some(at) = command.find("cargo ") {
            command.drain(..at);
        }
        ["cargo ", "-p ", "--test ", "--bench "]
            .iter()
            .any(|start| command.starts_with(start))
    });
    commands
}

/// Up to what goes to the program.
fn words(command: &str) -> Vec<String> {
    let words = command.split_whitespace().take_while(|word| *word != "--");
    words.map(str::to_owned).collect()
}

/// What chooses among the tests: a word that is no flag and belongs to none.
fn filter(words: &[String]) -> impl Iterator<Item = &str> {
    let runs_tests = matches!(words, [cargo, what, ..]
        if cargo == "cargo" && (what == "test" || what == "grade"));
    let behind = words.iter().zip(words.iter().skip(1)).skip(1);
    let free = behind.filter(move |(before, word)| {
        let has_a_value = ["-p", "--test", "--bench", "--example"].contains(&before.as_str());
        runs_tests && !has_a_value && !word.starts_with('-')
    });
    free.map(|(_, word)| word.as_str())
}

fn members() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    folders
        .filter(|folder| folder.join("Cargo.toml").is_file())
        .collect()
}

/// Whether a test, its module or its file has the word; documentation tests are named in `lib.rs`.
fn is_said_in(of: &Path, word: &str) -> bool {
    let mut left = vec![of.join("tests"), of.join("lib.rs")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            if text.contains(word) || path.to_string_lossy().contains(word) {
                return true;
            }
        }
    }
    false
}

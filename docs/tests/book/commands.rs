//! Every command on a page works on every system and names something that exists.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    katas::katas,
    pages::{fences, pages, prose},
};

/// Name, text, and whether the page is for learners, who have cargo but perhaps no Unix shell.
fn texts() -> Vec<(String, String, bool)> {
    let mut texts: Vec<_> = pages()
        .into_iter()
        .map(|page| (page.name, page.text, true))
        .collect();
    let others = [
        (root().join("README.md"), true),
        (root().join("order-pipeline/README.md"), false),
        (root().join("CONTRIBUTING.md"), false),
    ];
    let katas = katas()
        .into_iter()
        .map(|kata| (kata.join("README.md"), true));
    for (path, for_learners) in others.into_iter().chain(katas) {
        let text = fs::read_to_string(&path).unwrap();
        texts.push((path.display().to_string(), text, for_learners));
    }
    texts
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn learners_need_only_cargo() {
    let mut lines = 0;
    for (page, text, _) in texts().iter().filter(|(.., for_learners)| *for_learners) {
        let blocks = fences(text).into_iter().filter(|(tag, _)| *tag == "sh");
        for line in blocks.flat_map(|(_, block)| block.lines()) {
            let plain = !line.contains(['\'', '|', '$', ';', '&', '<', '>', '\\']);
            assert!(
                line.starts_with("cargo ") && plain,
                "{page}: {line:?} does not work in every shell"
            );
            lines += 1;
        }
    }
    assert!(lines > 0, "the pages have no commands");
}

/// Cargo reports a target that does not exist, but not a test filter that matches nothing.
#[test]
fn every_command_names_existing_targets_and_tests() {
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
            let absent =
                |what: &str| panic!("{page}: `{command}` needs {what}, which does not exist");
            if !crates.iter().all(|it| it.join("Cargo.toml").is_file()) {
                absent("a crate");
            }
            for (flag, folder) in [
                ("--test", "tests"),
                ("--bench", "benches"),
                ("--example", "examples"),
            ] {
                let Some(target) = after(flag) else {
                    continue;
                };
                let exists = |of: &PathBuf| {
                    let file = of.join(folder).join(target);
                    file.with_extension("rs").is_file() || file.join("main.rs").is_file()
                };
                if !crates.iter().any(exists) {
                    absent(target);
                }
                names += 1;
            }
            for word in filter(&words) {
                if !crates.iter().any(|of| mentions(of, word)) {
                    absent(word);
                }
                names += 1;
            }
        }
    }
    assert!(names > 0, "no command names a target or a test");
}

/// The lines of shell blocks, and commands or flags in the text.
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

/// The words for cargo, without those for the program.
fn words(command: &str) -> Vec<String> {
    let words = command.split_whitespace().take_while(|word| *word != "--");
    words.map(str::to_owned).collect()
}

/// The test filters: words that are neither flags nor the values of flags.
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

/// Whether a test, its module or its file contains the word. `lib.rs` names the doctests.
fn mentions(of: &Path, word: &str) -> bool {
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

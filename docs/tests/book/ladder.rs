//! The diffs on the page of the ladder are those of the sources: of each rung and the next, and of
//! each mistake and the pattern that it gets wrong. `BLESS=1 cargo test -p docs --test book`
//! writes them anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use similar::{ChangeTag, TextDiff};

const LADDER: [&str; 4] = ["join_all", "channels", "timeout_hybrid", "fail_fast"];

#[test]
fn the_page_shows_the_diffs_of_the_sources() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ladder.md");
    let mut page = read(&path);
    let diffs: Vec<_> = rungs().into_iter().chain(mistakes()).collect();
    for (head, diff) in &diffs {
        let start = format!("```diff\n{head}");
        let (_, fence) = page.split_once(&start).unwrap_or_else(|| {
            panic!("ladder.md has no diff that begins so; write it, and BLESS=1:\n{head}")
        });
        let shown = fence.split("```").next().unwrap();
        if env::var_os("BLESS").is_some() {
            let (shown, fresh) = (format!("{start}{shown}```"), format!("{start}{diff}```"));
            page = page.replace(&shown, &fresh);
        } else {
            assert!(
                shown == diff,
                "stale, BLESS=1 writes it anew:\n{head}{diff}"
            );
        }
    }
    let shown = page.matches("```diff\n").count();
    assert_eq!(shown, diffs.len(), "a diff of nothing");
    if env::var_os("BLESS").is_some() {
        fs::write(path, page).unwrap();
    }
}

/// A rung and the next, whole, as head and diff.
fn rungs() -> Vec<(String, String)> {
    let pairs = LADDER.windows(2).map(|pair| {
        let [one, next] = [pair[0], pair[1]].map(pattern);
        diff(&one, code(&one), &next, code(&next), 1)
    });
    pairs.collect()
}

/// What is right and what is wrong, the bodies alone: only their lines matter.
fn mistakes() -> Vec<(String, String)> {
    let folder = crates().join("tests/contract/mistakes");
    let files = fs::read_dir(&folder).unwrap();
    let mut wrong: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    wrong.retain(|file| read(file).contains("\n//! Right: `patterns::"));
    wrong.sort();
    let mut pairs: Vec<_> = wrong
        .into_iter()
        .map(|wrong| (pattern(right_of(&wrong)), wrong))
        .collect();
    let repaired = folder.join("obvious_mistake_repaired.rs");
    pairs.push((repaired, pattern("obvious_mistake")));
    let pairs = pairs
        .iter()
        .map(|(right, wrong)| diff(right, body(right), wrong, body(wrong), 0));
    pairs.collect()
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../pattern-comparison")
}

fn pattern(name: impl AsRef<str>) -> PathBuf {
    crates().join(format!("src/patterns/{}.rs", name.as_ref()))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// From its own documentation: "Right: `patterns::channels`."
fn right_of(mistake: &Path) -> String {
    let text = read(mistake);
    let (_, rest) = text.split_once("//! Right: `patterns::").unwrap();
    rest.split('`').next().unwrap().to_owned()
}

/// Everything below the documentation at the top.
fn code(path: &Path) -> String {
    let text = read(path);
    let lines = text.lines().skip_while(|line| line.starts_with("//!"));
    lines.skip(1).map(|line| format!("{line}\n")).collect()
}

/// What `fetch` does.
fn body(path: &Path) -> String {
    let text = read(path);
    let (_, body) = text.split_once(") -> Answer {\n").unwrap();
    body.to_owned()
}

/// The changed lines with so many unchanged ones around them; `@@` where some are left out.
fn diff(one: &Path, old: String, other: &Path, new: String, around: usize) -> (String, String) {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let head = format!("--- {}\n+++ {}\n", name(one), name(other));
    let mut text = String::new();
    let diff = TextDiff::from_lines(&old, &new);
    for group in diff.grouped_ops(around) {
        text += "@@\n";
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            text += format!("{sign}{}", change.value()).trim_end();
            text += "\n";
        }
    }
    (head, text)
}

//! The diffs on the page `ladder.md` come from the sources: of each rung and the next, and of each
//! pattern and its mistake. `BLESS=1 cargo test -p docs --test book` rewrites them.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use similar::{ChangeTag, TextDiff};

/// Two ideas separate `channels` and `timeout_hybrid`: a rung between them has the first.
const HALF_STEP: &str = "owned_channels";
const LADDER: [&str; 5] = [
    "join_all",
    "channels",
    HALF_STEP,
    "timeout_hybrid",
    "fail_fast",
];

#[test]
fn the_ladder_shows_diffs_of_the_sources() {
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
            assert!(shown == diff, "stale; BLESS=1 rewrites it:\n{head}{diff}");
        }
    }
    let shown = page.matches("```diff\n").count();
    assert_eq!(shown, diffs.len(), "the page has a diff that no source has");
    if env::var_os("BLESS").is_some() {
        fs::write(path, page).unwrap();
    }
}

/// Each rung and the next, as head and diff: whole files, or the bodies beside the half step.
fn rungs() -> Vec<(String, String)> {
    let pairs = LADDER.windows(2).map(|pair| {
        let [one, next] = [pair[0], pair[1]].map(pattern);
        if pair.contains(&HALF_STEP) {
            diff(&one, body(&one), &next, body(&next), 1)
        } else {
            diff(&one, code(&one), &next, code(&next), 1)
        }
    });
    pairs.collect()
}

/// Each pattern and its mistake: the bodies alone.
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
    let folder = match name.as_ref() {
        HALF_STEP => "tests/contract",
        _ => "src/patterns",
    };
    crates()
        .join(folder)
        .join(name.as_ref())
        .with_extension("rs")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The pattern that a mistake's documentation names: "Right: `patterns::channels`."
fn right_of(mistake: &Path) -> String {
    let text = read(mistake);
    let (_, rest) = text.split_once("//! Right: `patterns::").unwrap();
    rest.split('`').next().unwrap().to_owned()
}

/// The file without the documentation at its top.
fn code(path: &Path) -> String {
    let text = read(path);
    let lines = text.lines().skip_while(|line| line.starts_with("//!"));
    lines.skip(1).map(|line| format!("{line}\n")).collect()
}

/// The body of `fetch`.
fn body(path: &Path) -> String {
    let text = read(path);
    let (_, body) = text.split_once(") -> Answer {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    format!("{body}\n}}\n")
}

/// The changed lines, with `around` unchanged lines on each side; `@@` marks a gap.
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

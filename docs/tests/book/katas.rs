//! The tables on a kata's page and its judge name the same tests.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[test]
fn every_test_of_kata_01_is_on_its_page() {
    the_page_and_the_judge_agree("kata01-aggregator");
}

#[test]
fn every_test_of_kata_07_is_on_its_page() {
    the_page_and_the_judge_agree("kata07-fanout");
}

#[track_caller]
fn the_page_and_the_judge_agree(kata: &str) {
    let kata = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(kata);
    // The stretch may have a page of its own.
    let page = fs::read_to_string(kata.join("README.md")).unwrap()
        + &fs::read_to_string(kata.join("STRETCH.md")).unwrap_or_default();
    let on_the_page = numbers(&page, "| ", ", ");
    let in_the_judge = ["core", "stretch"]
        .into_iter()
        .flat_map(|part| files(&kata.join("tests/suite").join(part)))
        .flat_map(|file| numbers(&fs::read_to_string(file).unwrap(), "fn ", "_"))
        .collect::<BTreeSet<_>>();
    assert!(
        in_the_judge.contains("c01") && in_the_judge.contains("s1"),
        "{in_the_judge:?}"
    );
    assert_eq!(on_the_page, in_the_judge);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The test numbers (`c01`, `s1`) in the last part of each line behind `before`.
fn numbers(text: &str, before: &str, between: &str) -> BTreeSet<String> {
    let is_number = |word: &str| {
        let (kind, digits) = word.split_at(word.len().min(1));
        matches!(kind, "c" | "s")
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.lines()
        .filter_map(|line| line.trim_end_matches([' ', '|']).rsplit_once(before))
        .flat_map(|(_, words)| words.split(between))
        .map(|word| word.trim().to_owned())
        .filter(|word| is_number(word))
        .collect()
}

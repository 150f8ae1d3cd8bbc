//! A kata's page lists exactly the tests of its judge.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[test]
fn each_kata_page_lists_the_tests_of_its_judge() {
    let katas = katas();
    assert!(katas.len() > 1, "{katas:?}");
    for kata in katas {
        the_page_and_the_judge_agree(&kata);
    }
}

/// The folders of the katas.
pub(crate) fn katas() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let is_kata = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("kata") && path.join("Cargo.toml").is_file()
    };
    files(&root).into_iter().filter(is_kata).collect()
}

#[track_caller]
fn the_page_and_the_judge_agree(kata: &Path) {
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
    assert_eq!(on_the_page, in_the_judge, "{}", kata.display());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// The test numbers (`c01`, `s1`, or a range `c01–c06`) of each line, after the last `before`.
fn numbers(text: &str, before: &str, between: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.trim_end_matches([' ', '|']).rsplit_once(before))
        .flat_map(|(_, words)| words.split(between))
        .flat_map(|word| range(word.trim()))
        .collect()
}

/// `c01–c03` as `c01`, `c02`, `c03`; a number alone as itself; any other word as nothing.
fn range(word: &str) -> Vec<String> {
    let (first, last) = word.split_once('–').unwrap_or((word, word));
    let (Some((kind, first)), Some((other, last))) = (number(first), number(last)) else {
        return Vec::new();
    };
    assert_eq!(kind, other, "{word}");
    let name = |number| match kind {
        'c' => format!("c{number:02}"),
        _ => format!("{kind}{number}"),
    };
    (first..=last).map(name).collect()
}

/// `c07` as `('c', 7)`.
fn number(word: &str) -> Option<(char, u32)> {
    let kind = word
        .chars()
        .next()
        .filter(|kind| matches!(kind, 'c' | 's'))?;
    Some((kind, word[1..].parse().ok()?))
}

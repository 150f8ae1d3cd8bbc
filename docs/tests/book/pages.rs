//! The pages are true: commands print the output below them, linked names exist, and no page is too
//! long.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anstream::adapter::strip_str;
use pattern_comparison::{
    BuiltIn, Deadline, Selection, Table, compare::in_virtual_time, render::timeline,
};

/// Split a page that needs more.
const MOST_WORDS: usize = 900;

/// Hidden lines make a fence hard to read on a forge. Most pages have none.
const MOST_HIDDEN_PERCENT: usize = 4;

pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

pub(crate) fn pages() -> Vec<Page> {
    let entries = fs::read_dir(source()).unwrap();
    let mut pages: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .map(|path| Page {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect();
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    pages.retain(|page| page.name != "SUMMARY.md");
    assert!(!pages.is_empty());
    pages
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The fences in order, as (tag, text).
pub(crate) fn fences(text: &str) -> Vec<(&str, &str)> {
    let mut fences = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("\n```") {
        let fence = &rest[start + 4..];
        let (tag, body) = fence.split_once('\n').unwrap();
        let end = body.find("```").expect("every fence is closed");
        fences.push((tag, &body[..end]));
        rest = &body[end + 3..];
    }
    fences
}

/// The text without its fences.
pub(crate) fn prose(text: &str) -> String {
    fences(text)
        .iter()
        .fold(text.to_owned(), |prose, (tag, body)| {
            prose.replace(&format!("```{tag}\n{body}```"), "")
        })
}

#[test]
fn every_page_is_in_the_summary_and_compiled() {
    let summary = fs::read_to_string(source().join("SUMMARY.md")).unwrap();
    let library = include_str!("../../lib.rs");
    for page in pages() {
        assert!(
            summary.contains(&format!("({})", page.name)),
            "{}",
            page.name
        );
        assert!(
            library.contains(&format!("\"{}\"", page.name)),
            "{}",
            page.name
        );
    }
}

/// Tables count; fences, descriptions of pictures and bare numbers do not.
#[test]
fn no_page_has_more_than_900_words() {
    for page in pages() {
        let prose = prose(&page.text);
        let lines = prose.lines().filter(|line| !line.starts_with("!["));
        let words = lines.flat_map(str::split_whitespace);
        let words = words
            .filter(|word| word.contains(char::is_alphabetic))
            .count();
        assert!(words <= MOST_WORDS, "{}: {words} words", page.name);
    }
}

#[test]
fn fences_hide_few_lines() {
    let (mut hidden, mut all) = (0, 0);
    for page in pages() {
        let rust = fences(&page.text).into_iter();
        for line in rust
            .filter(|(tag, _)| tag.starts_with("rust"))
            .flat_map(|(_, it)| it.lines())
        {
            all += 1;
            hidden += usize::from(line == "#" || line.starts_with("# "));
        }
    }
    assert!(all > 0, "the book has no Rust");
    assert!(
        hidden * 100 <= all * MOST_HIDDEN_PERCENT,
        "{hidden} of {all} lines are hidden"
    );
}

/// At the top of the page, as "*7 minutes.", and in the introduction's table.
#[test]
fn every_page_states_its_reading_time() {
    let introduction = fs::read_to_string(source().join("introduction.md")).unwrap();
    for Page { name, text } in pages() {
        let top = text.lines().nth(2).unwrap_or_default();
        let minutes = top
            .strip_prefix('*')
            .and_then(|top| top.split_once(" minutes"));
        let (minutes, _) = minutes.unwrap_or_else(|| panic!("{name}: no minutes at the top"));
        let row = format!("]({name}) | {minutes} |");
        let is_in_no_row = ["introduction.md", "glossary.md"].contains(&name.as_str());
        assert!(
            is_in_no_row || introduction.contains(&row),
            "introduction.md should have {row}"
        );
    }
}

/// In one section, a ```` ```sh ```` fence before a ```` ```text ```` fence: the command prints that
/// text.
#[test]
fn commands_print_the_output_below_them() {
    let mut run = 0;
    for Page { name, text } in pages() {
        for section in text.split("\n## ") {
            for pair in fences(section).windows(2) {
                if let [("sh", command), ("text", promised)] = pair {
                    prints(&name, command.trim(), promised);
                    run += 1;
                }
            }
        }
    }
    assert!(run > 0, "no command has its output below it");
}

#[track_caller]
fn prints(page: &str, command: &str, promised: &str) {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim_end);
        lines.map(str::to_owned).collect()
    };
    let (printed, promised) = (lines(&output_of(command)), lines(promised));
    assert!(
        printed.windows(promised.len()).any(|part| part == promised),
        "{page}: `{command}` prints\n{}",
        printed.join("\n")
    );
}

/// The output of `cargo run -p pattern-comparison` at 80 columns. The test calls the same code: a
/// second cargo would build everything again.
fn output_of(command: &str) -> String {
    let flags = command.strip_prefix("cargo run -p pattern-comparison");
    let flags = flags.unwrap_or_else(|| panic!("{command:?} does not run the comparison"));
    let mut words = flags.split_whitespace().filter(|word| *word != "--");
    let (mut selections, mut deadline, mut with_mistake) = (Vec::new(), Deadline::default(), false);
    while let Some(flag) = words.next() {
        match flag {
            "--scenario" => selections.push(words.next().unwrap().parse().unwrap()),
            "--deadline" => deadline = words.next().unwrap().parse().unwrap(),
            "--with-mistake" => with_mistake = true,
            other => panic!("the output with {other:?} differs at every run"),
        }
    }
    if selections.is_empty() {
        selections = BuiltIn::ALL.map(Selection::BuiltIn).into();
    }
    let pages = selections.into_iter().map(|selection| {
        let mut comparison = in_virtual_time(selection, deadline);
        if with_mistake {
            comparison = comparison.with_mistake();
        }
        let picture = timeline(&comparison).to_text(80);
        format!("{}\n{picture}\n", Table::new(&comparison))
    });
    strip_str(&pages.collect::<String>()).to_string()
}

/// Such a link: [`cancels_its_calls_when_dropped`](../../…/main.rs).
#[test]
fn every_linked_name_exists_in_its_source() {
    let mut checked = 0;
    for page in pages() {
        for link in page.text.split("[`").skip(1) {
            let Some((name, target)) = link.split_once("`](") else {
                continue;
            };
            let target = target.split(')').next().unwrap();
            let target = target.split('#').next().unwrap();
            if !target.ends_with(".rs") || name.contains('/') || name.ends_with(".rs") {
                continue;
            }
            let path = source().join(target);
            let source = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {target}: {error}", page.name));
            assert!(
                contains_word(&source, name),
                "{}: no {name:?} in {target}",
                page.name
            );
            checked += 1;
        }
    }
    assert!(checked > 0, "the book links to no test");
}

/// Whole words only: a longer name is a different name.
fn contains_word(source: &str, name: &str) -> bool {
    let in_word = |it: char| it.is_alphanumeric() || it == '_';
    source.match_indices(name).any(|(at, _)| {
        let (before, after) = (&source[..at], &source[at + name.len()..]);
        !before.ends_with(in_word) && !after.starts_with(in_word)
    })
}

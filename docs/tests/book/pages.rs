//! What the pages say is so: shell blocks print what stands below them, names stand where their
//! links point, and every page keeps to its measure.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anstream::adapter::strip_str;
use pattern_comparison::{
    BuiltIn, Deadline, Selection, Table, compare::in_virtual_time, render::timeline,
};

/// A page that takes longer is two.
const MOST_WORDS: usize = 900;

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

/// Fences as (tag, text), in their order.
pub(crate) fn fences(text: &str) -> Vec<(&str, &str)> {
    let mut fences = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("\n```") {
        let fence = &rest[start + 4..];
        let (tag, body) = fence.split_once('\n').unwrap();
        let end = body.find("```").expect("a fence ends");
        fences.push((tag, &body[..end]));
        rest = &body[end + 3..];
    }
    fences
}

/// All but the fences.
pub(crate) fn prose(text: &str) -> String {
    fences(text)
        .iter()
        .fold(text.to_owned(), |prose, (tag, body)| {
            prose.replace(&format!("```{tag}\n{body}```"), "")
        })
}

#[test]
fn every_page_is_in_the_book_and_among_the_fences() {
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

/// Prose only: fences and tables are looked at, not read through.
#[test]
fn every_page_keeps_to_its_measure() {
    for page in pages() {
        let prose = prose(&page.text);
        let lines = prose.lines().filter(|line| !line.starts_with('|'));
        let words = lines.flat_map(str::split_whitespace).count();
        assert!(words <= MOST_WORDS, "{}: {words} words", page.name);
    }
}

/// At its top, as "*7 minutes.", and the same in the introduction's table.
#[test]
fn every_page_says_how_long_it_takes() {
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

/// ```` ```sh ```` followed by ```` ```text ````: the command is run, and prints just that.
#[test]
fn every_shell_block_prints_what_stands_below_it() {
    let mut run = 0;
    for page in pages() {
        for pair in fences(&page.text).windows(2) {
            let [("sh", command), ("text", promised)] = pair else {
                continue;
            };
            let printed = output_of(command.trim());
            let printed: Vec<_> = printed.lines().map(str::trim_end).collect();
            let promised: Vec<_> = promised.lines().map(str::trim_end).collect();
            let found = printed.windows(promised.len()).any(|part| part == promised);
            assert!(
                found,
                "{}: `{}` prints\n{}",
                page.name,
                command.trim(),
                printed.join("\n")
            );
            run += 1;
        }
    }
    assert!(run > 0, "the book shows what its commands print");
}

/// What `cargo run -p pattern-comparison` prints on a page of 80 columns, by the same code: another
/// cargo would build everything anew, with other features.
fn output_of(command: &str) -> String {
    let flags = command.strip_prefix("cargo run -p pattern-comparison");
    let flags = flags.unwrap_or_else(|| panic!("{command:?} is not the laboratory's"));
    let mut words = flags.split_whitespace().filter(|word| *word != "--");
    let (mut selections, mut deadline, mut with_mistake) = (Vec::new(), Deadline::default(), false);
    while let Some(flag) = words.next() {
        match flag {
            "--scenario" => selections.push(words.next().unwrap().parse().unwrap()),
            "--deadline" => deadline = words.next().unwrap().parse().unwrap(),
            "--with-mistake" => with_mistake = true,
            other => panic!("{other:?} does not print the same at every run"),
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

/// A link of code to a source file: [`stops_when_dropped`](../../…/main.rs). The name is there.
#[test]
fn every_name_that_is_linked_to_a_source_stands_there() {
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
                stands_in(&source, name),
                "{}: no {name:?} in {target}",
                page.name
            );
            checked += 1;
        }
    }
    assert!(
        checked > 0,
        "the book names the tests that hold what it says"
    );
}

/// As a whole word: a name that has been made longer is another.
fn stands_in(source: &str, name: &str) -> bool {
    let is_of_a_word = |it: char| it.is_alphanumeric() || it == '_';
    source.match_indices(name).any(|(at, _)| {
        let (before, after) = (&source[..at], &source[at + name.len()..]);
        !before.ends_with(is_of_a_word) && !after.starts_with(is_of_a_word)
    })
}

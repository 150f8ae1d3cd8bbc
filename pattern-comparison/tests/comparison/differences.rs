//! Every built-in scenario under every pattern, in one table, which the book shows.

use pattern_comparison::{
    BuiltIn, Deadline, Pattern, Selection,
    compare::{Outcome, Run, in_virtual_time},
    render::Table,
};

#[test]
fn every_scenario_differs_as_the_table_says() {
    insta::assert_snapshot!(table());
}

#[test]
fn the_book_shows_the_table() {
    let page = include_str!("../../../docs/src/choosing-a-pattern.md");
    assert!(
        page.contains(&table()),
        "the table on choosing-a-pattern.md should read:\n\n{}",
        table()
    );
}

#[test]
fn the_readme_shows_real_output() {
    let readme = include_str!("../../../README.md");
    let comparison = in_virtual_time("one-fails".parse().unwrap(), Deadline::default());
    let output = Table::new(&comparison).to_string();
    let output = anstream::adapter::strip_str(&output).to_string();
    assert!(
        readme.contains(&output),
        "the README's excerpt should read:\n\n{output}"
    );
}

fn table() -> String {
    let header = format!(
        "| | {} |\n|---|---|---|---|---|\n",
        Pattern::ALL.map(code).join(" | ")
    );
    let rows = BuiltIn::ALL.map(|built_in| {
        let comparison = in_virtual_time(Selection::BuiltIn(built_in), Deadline::default());
        let cells: Vec<_> = comparison.runs.iter().map(cell).collect();
        format!("| {} | {} |\n", code(built_in.name), cells.join(" | "))
    });
    header + &rows.concat()
}

fn code(name: impl std::fmt::Display) -> String {
    format!("`{name}`")
}

/// Status, exact virtual time, and the calls that were cancelled or are still running.
fn cell(run: &Run) -> String {
    let mut words = vec![run.outcome.status().as_str().to_owned()];
    if let Outcome::Answered { after, .. } = run.outcome {
        words[0] += &format!(" {}ms", after.as_millis());
    }
    if run.cancelled() > 0 {
        words.push(format!("{} cancelled", run.cancelled()));
    }
    if run.running() > 0 {
        words.push(format!("**{} running**", run.running()));
    }
    words.join(", ")
}

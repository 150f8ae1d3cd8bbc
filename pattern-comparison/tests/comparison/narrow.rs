//! Tables and timelines fit every terminal from 60 columns up.

use anstream::adapter::strip_str;
use pattern_comparison::{
    BuiltIn, Comparison, Selection, Table, compare::in_virtual_time, render::timeline,
};

/// With the longest times, the longest errors and a mark at each end.
const WIDEST: [&str; 4] = [
    "user=59999ms:panic,orders=59999ms:panic,notifications=59999ms:panic,leave=59999ms",
    "user=hang,orders=hang,notifications=hang,leave=0ms",
    "user=0ms:panic,orders=0ms:panic,notifications=0ms:panic",
    "user=30s,orders=40s,notifications=50s,leave=40001ms",
];

fn comparisons() -> Vec<Comparison> {
    let widest = WIDEST.map(|words| words.parse().unwrap());
    let selections = BuiltIn::ALL
        .map(Selection::BuiltIn)
        .into_iter()
        .chain(widest);
    let deadlines = ["1ms", "1s", "59999ms"].map(|word| word.parse().unwrap());
    selections
        .flat_map(|it| deadlines.map(|deadline| in_virtual_time(it, deadline).with_mistake()))
        .collect()
}

fn assert_fits(text: &str, columns: usize) {
    let text = strip_str(text).to_string();
    for line in text.lines() {
        let width = line.chars().count();
        assert!(
            width <= columns,
            "{width} of {columns} columns: {line}\n{text}"
        );
    }
}

#[test]
fn tables_and_timelines_fit_from_sixty_columns() {
    for comparison in comparisons() {
        for columns in [60, 61, 66, 72, 76, 79, 80, 100] {
            let table = Table::new(&comparison).fit(columns);
            assert_fits(&table.to_string(), columns);
            assert_fits(&timeline(&comparison).to_text(columns), columns);
        }
    }
}

#[test]
fn live_tables_fit_from_sixty_columns() {
    for selection in BuiltIn::ALL {
        let deadline = "59999ms".parse().unwrap();
        let comparison = in_virtual_time(Selection::BuiltIn(selection), deadline);
        let table = Table::new(&comparison).beside(&comparison).fit(60);
        assert_fits(&table.to_string(), 60);
    }
}

#[test]
fn a_narrow_table_says_the_same() {
    let comparison = in_virtual_time("one-panics".parse().unwrap(), "1s".parse().unwrap());
    let body = strip_str(&Table::new(&comparison).fit(60).body()).to_string();
    let words = [
        "pattern",
        "status",
        "3 sections",
        "orders panicked",
        "60ms",
        "running",
    ];
    for word in words {
        assert!(body.contains(word), "{word} in\n{body}");
    }
}

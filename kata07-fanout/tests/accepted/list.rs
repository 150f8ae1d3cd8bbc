//! The list of tests in `../shell/names.rs` is complete.

use std::fs;

macro_rules! names {
    ($suite:ident $($file:ident { $($test:ident)* })*) => {
        vec![$($(concat!(stringify!($file), "::", stringify!($test))),*),*]
    };
}

/// The tests in the suite's files, as `file::test`.
fn in_files(suite: &str) -> Vec<String> {
    let folder = format!("{}/tests/suite/{suite}", env!("CARGO_MANIFEST_DIR"));
    let mut tests = Vec::new();
    for entry in fs::read_dir(folder).expect("the suite is there") {
        let path = entry.expect("it can be read").path();
        let file = path.file_stem().expect("it has a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("it can be read");
        let functions = text.split("fn ").skip(1);
        let names = functions
            .filter_map(|text| text.split_once('('))
            .map(|(name, _)| name);
        let is_test = |name: &&str| name[1..].starts_with(|it: char| it.is_ascii_digit());
        tests.extend(names.filter(is_test).map(|name| format!("{file}::{name}")));
    }
    tests.sort();
    tests
}

#[test]
fn the_list_names_every_test() {
    let (core, stretch) = (
        crate::shell::tests_of! { names! { core } },
        crate::shell::tests_of! { names! { stretch } },
    );
    for (suite, mut listed) in [("core", core), ("stretch", stretch)] {
        listed.sort_unstable();
        assert_eq!(listed, in_files(suite), "the tests of {suite}");
    }
}

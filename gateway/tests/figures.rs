//! The committed figures match what the code draws.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

#[test]
fn the_committed_figures_are_current() {
    let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    let figures = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .arg("figures")
        .arg(&drawn)
        .output()
        .unwrap();
    assert!(figures.status.success(), "{figures:?}");

    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/figures");
    let (drawn, committed) = (files(&drawn), files(&committed));
    assert_eq!(
        drawn.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>()
    );
    for (name, drawn) in &drawn {
        assert!(
            committed[name] == *drawn,
            "{name} is stale: cargo run -p gateway -- figures docs/src/figures"
        );
    }
}

fn files(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let file = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        // A checkout on Windows may have its own line ends.
        (
            entry.file_name().into_string().unwrap(),
            text.replace("\r\n", "\n"),
        )
    };
    entries.map(file).collect()
}

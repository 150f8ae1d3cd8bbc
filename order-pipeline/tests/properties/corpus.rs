//! The corpus: texts that once mattered.

use std::{collections::BTreeSet, ffi::OsString, fs, path::Path};

use order_pipeline::Order;

use super::requests::is_stable;

/// The files of `corpus/`, and the word that each error names.
const CORPUS: [(&str, Result<(), &str>); 39] = [
    ("invalid-amount-fraction", Err("amount: ")),
    ("invalid-amount-minus-zero", Err("amount: ")),
    ("invalid-amount-over-u64", Err("amount: ")),
    ("invalid-amount-zero", Err("amount: ")),
    ("invalid-array", Err("an object")),
    ("invalid-breaks-off", Err("line 1 column 58")),
    ("invalid-byte-order-mark", Err("line 1 column 1")),
    ("invalid-comment", Err("line 1 column 21")),
    ("invalid-deep-nesting", Err("an object")),
    ("invalid-delay-too-long", Err("delay_ms.vendor: ")),
    ("invalid-delay-wraps-u16", Err("delay_ms.vendor: ")),
    ("invalid-delays-array", Err("delay_ms: ")),
    ("invalid-delays-null", Err("delay_ms: ")),
    ("invalid-duplicate-amount", Err("duplicate field `amount`")),
    ("invalid-duplicate-delay", Err("duplicate field `vendor`")),
    ("invalid-duplicate-escaped", Err("duplicate field `amount`")),
    ("invalid-empty", Err("line 1 column 0")),
    ("invalid-empty-id", Err("order_id: ")),
    ("invalid-fail-step-case", Err("fail_step: ")),
    ("invalid-fail-step-null", Err("fail_step: ")),
    ("invalid-fail-step-object", Err("fail_step: ")),
    ("invalid-half-a-surrogate", Err("order_id: ")),
    ("invalid-missing-amount", Err("missing field `amount`")),
    ("invalid-missing-id", Err("missing field `order_id`")),
    ("invalid-no-utf8", Err("order_id: ")),
    ("invalid-null", Err("an object")),
    ("invalid-too-long-id", Err("order_id: ")),
    ("invalid-trailing-comma", Err("line 1 column 33")),
    ("invalid-two-orders", Err("line 1 column 34")),
    ("invalid-unknown-field", Err("unknown field `currency`")),
    ("invalid-unknown-step", Err("unknown field `kitchen`")),
    ("valid-all-fields", Ok(())),
    ("valid-blank-id", Ok(())),
    ("valid-escaped-id", Ok(())),
    ("valid-escaped-names", Ok(())),
    ("valid-longest-id", Ok(())),
    ("valid-minimal", Ok(())),
    ("valid-no-delays", Ok(())),
    ("valid-no-spaces", Ok(())),
];

#[test]
fn the_corpus_parses_as_named() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut untried = BTreeSet::new();
    for entry in fs::read_dir(&corpus).unwrap() {
        untried.insert(entry.unwrap().file_name());
    }
    for (name, promised) in CORPUS {
        let file = format!("{name}.json");
        assert!(untried.remove(&OsString::from(&file)), "{file} is missing");
        let text = fs::read(corpus.join(file)).unwrap();
        assert_eq!(promised.is_ok(), name.starts_with("valid-"), "{name}");
        match (Order::from_json(&text), promised) {
            (Ok(_), Ok(())) => is_stable(&text).unwrap(),
            (Err(error), Err(named)) => {
                assert!(error.to_string().contains(named), "{name}: {error}");
            }
            (parsed, _) => panic!("{name}: {parsed:?}"),
        }
    }
    assert_eq!(
        untried,
        BTreeSet::new(),
        "files that no row of the table names"
    );
}

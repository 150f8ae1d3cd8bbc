//! Faults that make a text not an order.

use order_pipeline::StepName;
use proptest::{
    prelude::*,
    sample::{Index, select},
};

use super::written::{Fields, Node, Pen, delay_fields, inner_fields};

/// A fault that makes a text not an order.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    Unknown {
        in_delays: bool,
        place: Index,
        key: String,
        value: &'static str,
    },
    Twice {
        in_delays: bool,
        which: Index,
        place: Index,
    },
    Missing(&'static str),
    /// A field, by its path, with a value that it must not have.
    Bad(&'static str, String),
    /// Text after the end.
    More(&'static str),
    /// The text breaks off.
    Cut(Index),
    /// An array, which a derived struct would accept.
    Array,
}

const FIELDS: [&str; 4] = ["order_id", "amount", "fail_step", "delay_ms"];
const ANY: [&str; 9] = [
    "null",
    "true",
    "0",
    "1",
    "-1.5",
    "\"payment\"",
    "[]",
    "{}",
    "{\"payment\": null}",
];
const NO_STRINGS: [&str; 6] = [
    "null",
    "false",
    "7",
    "[\"payment\"]",
    "{}",
    "{\"payment\": null}",
];
const NO_NUMBERS: [&str; 10] = [
    "null",
    "true",
    "\"5\"",
    "[5]",
    "{}",
    "-1",
    "-0",
    "1.5",
    "1e3",
    "18446744073709551616",
];

pub(super) fn fault() -> impl Strategy<Value = Fault> {
    let known = |key: &String| !FIELDS.contains(&key.as_str()) && !is_step(key);
    let key = prop_oneof!["[a-z_]{1,12}", "\\PC{0,6}"].prop_filter("it is known", known);
    // Each is unknown where the others are known.
    let key =
        prop_oneof![4 => key, 1 => Just("amount".to_owned()), 1 => Just("courier".to_owned())];
    let unknown = (key, any::<bool>(), any::<Index>(), select(&ANY[..])).prop_map(
        |(key, in_delays, place, value)| Fault::Unknown {
            in_delays: match key.as_str() {
                "amount" => true,
                "courier" => false,
                _ => in_delays,
            },
            place,
            key,
            value,
        },
    );
    let twice = (any::<bool>(), any::<Index>(), any::<Index>());
    prop_oneof![
        unknown,
        twice.prop_map(|(in_delays, which, place)| Fault::Twice {
            in_delays,
            which,
            place
        }),
        select(vec!["order_id", "amount"]).prop_map(Fault::Missing),
        bad_value().prop_map(|(path, value)| Fault::Bad(path, value)),
        select(vec![
            "{}", "null", "1", "\"\"", "x", ",", "}", "\u{0}", "\u{feff}"
        ])
        .prop_map(Fault::More),
        any::<Index>().prop_map(Fault::Cut),
        Just(Fault::Array),
    ]
}

fn bad_value() -> impl Strategy<Value = (&'static str, String)> {
    let delay = select(vec![
        "delay_ms.payment",
        "delay_ms.vendor",
        "delay_ms.courier",
    ]);
    let raw = |raws: &'static [&'static str]| select(raws).prop_map(str::to_owned);
    let too_long = (129_usize..300, select(vec!["x", "é", "😀", "\\u0000"]));
    let too_long = too_long.prop_map(|(chars, char)| format!("\"{}\"", char.repeat(chars)));
    let too_much = (60_001..=u64::MAX).prop_map(|ms| ms.to_string());
    let word = "[A-Za-z]{0,9}".prop_filter("it is a step", |word| !is_step(word));
    prop_oneof![
        (Just("order_id"), raw(&NO_STRINGS)),
        (
            Just("order_id"),
            raw(&[
                "\"\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\x\"",
                "\"\n\""
            ])
        ),
        (Just("order_id"), too_long),
        (Just("amount"), raw(&NO_NUMBERS)),
        (Just("amount"), raw(&["0"])),
        (Just("fail_step"), raw(&NO_STRINGS)),
        (
            Just("fail_step"),
            word.prop_map(|word| format!("\"{word}\""))
        ),
        (
            Just("delay_ms"),
            raw(&["null", "true", "100", "\"\"", "[]", "[1,2,3]"])
        ),
        (delay.clone(), raw(&NO_NUMBERS)),
        (delay, too_much),
    ]
}

fn is_step(word: &str) -> bool {
    StepName::ALL.iter().any(|step| step.as_str() == word)
}

impl Fault {
    /// The faulty text, and the word that the error has to name.
    pub(super) fn write(self, mut fields: Fields, style: &[u8]) -> (String, Option<String>) {
        let named = match self {
            Self::Unknown {
                in_delays,
                place,
                key,
                value,
            } => {
                let fields = if in_delays {
                    delay_fields(&mut fields)
                } else {
                    &mut fields
                };
                let place = place.index(fields.len() + 1);
                fields.insert(place, (key.clone(), Node::Raw(value.to_owned())));
                key
            }
            Self::Twice {
                in_delays,
                which,
                place,
            } => {
                let fields = match inner_fields(&mut fields) {
                    Some(inner) if in_delays && !inner.is_empty() => inner,
                    _ => &mut fields,
                };
                let field = fields[which.index(fields.len())].clone();
                let name = field.0.clone();
                fields.insert(place.index(fields.len() + 1), field);
                name
            }
            Self::Missing(field) => {
                fields.retain(|(key, _)| key != field);
                field.to_owned()
            }
            Self::Bad(path, value) => {
                let (fields, key) = match path.split_once('.') {
                    Some((_, step)) => (delay_fields(&mut fields), step),
                    None => (&mut fields, path),
                };
                let value = Node::Raw(value);
                match fields.iter_mut().find(|(name, _)| name == key) {
                    Some(field) => field.1 = value,
                    None => fields.push((key.to_owned(), value)),
                }
                path.to_owned()
            }
            Self::More(more) => return (Pen::write(&fields, style) + more, None),
            Self::Cut(place) => {
                let whole = Pen::write(&fields, style);
                let whole = whole.trim_end();
                let mut end = place.index(whole.len());
                while !whole.is_char_boundary(end) {
                    end -= 1;
                }
                return (whole[..end].to_owned(), None);
            }
            Self::Array => return ("[\"o-1\", 1200, \"payment\", {}]".to_owned(), None),
        };
        (Pen::write(&fields, style), Some(named))
    }
}

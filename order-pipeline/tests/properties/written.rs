//! Orders as JSON, in every valid spelling.

use std::{iter, num::NonZeroU64};

use order_pipeline::{DelayMs, Delays, Order, OrderId, StepName};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// A JSON value, as far as orders need it.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Written unchanged.
    Raw(String),
    Text(String),
    Object(Fields),
}

pub(super) type Fields = Vec<(String, Node)>;

/// Writes JSON in any valid spelling: with spaces, and with escapes that are not needed.
pub(super) struct Pen<'a> {
    text: String,
    /// One number for each choice; zero is the plain spelling.
    style: iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl Pen<'_> {
    pub(super) fn write(fields: &Fields, style: &[u8]) -> String {
        let mut pen = Pen {
            text: String::new(),
            style: style.iter().cycle(),
        };
        pen.space();
        pen.object(fields);
        pen.space();
        pen.text
    }

    fn choose(&mut self) -> u8 {
        *self.style.next().expect("a style is not empty")
    }

    fn space(&mut self) {
        let spaces = ["", "", " ", "\n", "\t \r\n"];
        let choice = usize::from(self.choose());
        self.text += spaces[choice % spaces.len()];
    }

    fn object(&mut self, fields: &Fields) {
        self.text.push('{');
        for (index, (key, value)) in fields.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.space();
            self.string(key);
            self.space();
            self.text.push(':');
            self.space();
            self.value(value);
            self.space();
        }
        self.space();
        self.text.push('}');
    }

    fn value(&mut self, value: &Node) {
        match value {
            Node::Raw(raw) => self.text += raw,
            Node::Text(text) => self.string(text),
            Node::Object(fields) => self.object(fields),
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            let short = match character {
                '"' => Some("\\\""),
                '\\' => Some("\\\\"),
                '/' => Some("\\/"),
                '\n' => Some("\\n"),
                '\r' => Some("\\r"),
                '\t' => Some("\\t"),
                '\u{8}' => Some("\\b"),
                '\u{c}' => Some("\\f"),
                _ => None,
            };
            let must = character < ' ' || character == '"' || character == '\\';
            match (self.choose() % 4, short) {
                (0 | 1, _) if !must => self.text.push(character),
                (0..=2, Some(short)) => self.text += short,
                (choice, _) => {
                    // Beyond the basic plane it takes two.
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.text += &match choice {
                            3 => format!("\\u{unit:04X}"),
                            _ => format!("\\u{unit:04x}"),
                        };
                    }
                }
            }
        }
        self.text.push('"');
    }
}

pub(super) fn style() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(vec![0]), vec(any::<u8>(), 1..64)]
}

/// An order, and its fields in some order.
pub(super) fn order_and_fields() -> impl Strategy<Value = (Order, Fields)> {
    let order_id = prop_oneof![
        vec(any::<char>(), 1..=OrderId::MAX_CHARS),
        vec(any::<char>(), OrderId::MAX_CHARS),
        vec(
            select(vec!['"', '\\', '/', '\n', '\u{0}', '\u{7f}', '😀', 'u']),
            1..9
        ),
    ];
    let order_id = order_id.prop_map(String::from_iter);
    let amount = prop_oneof![1..10_u64, 1..=u64::MAX, Just(u64::MAX)];
    let delay = || option::of(prop_oneof![0..=DelayMs::MAX, Just(0), Just(DelayMs::MAX)]);
    let delays = option::of([delay(), delay(), delay()]);
    let fail_step = option::of(select(&StepName::ALL[..]));
    // Whatever comes with the lowest number is written first.
    let places = any::<([u8; 4], [u8; 3])>();
    let all = (order_id, amount, fail_step, delays, places);
    all.prop_map(|(order_id, amount, fail_step, delays, places)| {
        let id = OrderId::try_from(order_id.clone()).expect("it is short");
        let mut order = Order::new(id, NonZeroU64::new(amount).expect("it is not zero"));
        order.fail_step = fail_step;

        let mut fields = vec![
            ("order_id".to_owned(), Node::Text(order_id)),
            ("amount".to_owned(), Node::Raw(amount.to_string())),
        ];
        if let Some(step) = fail_step {
            let step = Node::Text(step.as_str().to_owned());
            fields.push(("fail_step".to_owned(), step));
        }
        if let Some(delays) = delays {
            let mut inner = Fields::new();
            for (step, delay) in StepName::ALL.into_iter().zip(delays) {
                let Some(delay) = delay else { continue };
                *delay_of(&mut order.delay_ms, step) = u64::from(delay).try_into().unwrap();
                inner.push((step.as_str().to_owned(), Node::Raw(delay.to_string())));
            }
            let inner = Node::Object(placed(inner, &places.1));
            fields.push(("delay_ms".to_owned(), inner));
        }
        (order, placed(fields, &places.0))
    })
}

fn placed(fields: Fields, places: &[u8]) -> Fields {
    let mut placed: Vec<_> = iter::zip(places, fields).collect();
    placed.sort_by_key(|(place, _)| **place);
    placed.into_iter().map(|(_, field)| field).collect()
}

fn delay_of(delays: &mut Delays, step: StepName) -> &mut DelayMs {
    match step {
        StepName::Payment => &mut delays.payment,
        StepName::Vendor => &mut delays.vendor,
        StepName::Courier => &mut delays.courier,
    }
}

pub(super) fn inner_fields(fields: &mut Fields) -> Option<&mut Fields> {
    fields.iter_mut().find_map(|(_, node)| match node {
        Node::Object(inner) => Some(inner),
        _ => None,
    })
}

/// The delays' fields; they are added if there are none.
pub(super) fn delay_fields(fields: &mut Fields) -> &mut Fields {
    if inner_fields(fields).is_none() {
        fields.push(("delay_ms".to_owned(), Node::Object(Fields::new())));
    }
    inner_fields(fields).expect("they were just added")
}

//! What holds for every order and every text, not only for those that somebody thought of.
//!
//! What once failed is tried again first: seeds in `proptest-regressions/`, texts in `corpus/`.

use std::{
    collections::BTreeSet, ffi::OsString, fs, io, iter, num::NonZeroU64, panic::resume_unwind,
    path::Path, sync::Arc, time::Duration,
};

use order_pipeline::{
    BoxError, CourierPermit, CourierPool, DelayMs, Delays, ErrorKind, Order, OrderError, OrderId,
    OrderPipeline, Step, StepName, StepReport, StepStatus, steps,
};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, FileFailurePersistence, TestCaseResult},
};
use rstest::rstest;
use serde_json::{Value, json};
use shared_mocks::{Probe, alive_tasks, cut_short};
use tokio::{
    runtime::Builder,
    select,
    task::yield_now,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

fn config() -> Config {
    let seeds = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/proptest-regressions/properties.txt"
    );
    Config {
        cases: 256,
        max_shrink_iters: 50_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(seeds))),
        ..Config::default()
    }
}

fn on_virtual_time<T>(test: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let runtime = runtime.expect("there is no I/O to be refused");
    runtime.block_on(test)
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Some kind's error, the kind itself or any error at all, below some layers.
#[derive(Debug, Clone)]
struct Failure {
    kind: Option<ErrorKind>,
    layers: Vec<Layer>,
}

#[derive(Debug, Clone, Copy)]
enum Layer {
    While,
    Io,
    Foreign,
}

/// An error of somebody else's, with a source.
#[derive(Debug, thiserror::Error)]
#[error("secret: foreign")]
struct Foreign(#[source] BoxError);

impl Failure {
    fn error(&self) -> OrderError {
        let Some(kind) = self.kind else {
            return self.wrapped("secret: out of paper".into());
        };
        let error = match kind {
            ErrorKind::PaymentDeclined => OrderError::PaymentDeclined,
            ErrorKind::VendorUnavailable => OrderError::VendorUnavailable,
            ErrorKind::NoCourier => OrderError::NoCourier,
            ErrorKind::Timeout => OrderError::Timeout { after: ms(7) },
            ErrorKind::Cancelled => OrderError::Cancelled,
            ErrorKind::Internal | ErrorKind::BadRequest => OrderError::Panicked { step: "secret" },
        };
        if self.layers.is_empty() {
            return error;
        }
        self.wrapped(error.into())
    }

    fn wrapped(&self, mut source: BoxError) -> OrderError {
        for layer in &self.layers {
            source = match layer {
                Layer::While => OrderError::while_("secret: at work", source).into(),
                Layer::Io => io::Error::other(source).into(),
                Layer::Foreign => Foreign(source).into(),
            };
        }
        OrderError::while_("secret: outermost", source)
    }
}

/// How a step ends, when its delay is over.
#[derive(Debug, Clone)]
enum End {
    Ok,
    Fail(Failure),
    Panic,
    /// Never, whatever its delay.
    Hang,
}

/// An order whose instants are all different: what happens on a tie is not promised.
#[derive(Debug, Clone)]
struct Scenario {
    steps: Vec<(Duration, End)>,
    deadline: Duration,
    /// Zero: before the order begins.
    cancel: Option<Duration>,
}

/// All that is told of an order, apart from words.
#[derive(Debug, PartialEq)]
struct Outcome {
    steps: Vec<StepReport>,
    error: Option<ErrorKind>,
    took: Duration,
}

impl Scenario {
    /// The model: whatever comes first decides, and it is only in doubt what that is.
    fn promised(&self) -> Outcome {
        let failed = self.steps.iter().filter_map(|(at, end)| match end {
            End::Fail(failure) => Some((*at, failure.kind.unwrap_or(ErrorKind::Internal))),
            End::Panic => Some((*at, ErrorKind::Internal)),
            End::Ok | End::Hang => None,
        });
        let first_failure = failed.min();
        let every = self.steps.iter().map(|(at, end)| match end {
            End::Ok => Some(*at),
            _ => None,
        });
        let all_done = every.collect::<Option<Vec<_>>>().map(|all| {
            let last = all.into_iter().max();
            (last.expect("there is a step"), None)
        });
        let decisive = [
            all_done,
            first_failure.map(|(at, kind)| (at, Some(kind))),
            Some((self.deadline, Some(ErrorKind::Timeout))),
            self.cancel.map(|at| (at, Some(ErrorKind::Cancelled))),
        ];
        let (took, error) = decisive.into_iter().flatten().min().expect("a deadline");

        let names = NAMES.iter().zip(&self.steps);
        let steps = names.map(|(name, (at, end))| match end {
            End::Ok if *at <= took => (name, StepStatus::Ok, *at, None),
            End::Fail(_) | End::Panic if *at == took => (name, StepStatus::Error, took, error),
            _ => (name, StepStatus::Cancelled, took, None),
        });
        let steps = steps.map(|(name, status, duration, detail)| StepReport {
            name,
            status,
            duration,
            detail,
        });
        Outcome {
            steps: steps.collect(),
            error,
            took,
        }
    }

    fn pipeline(&self, probe: &Probe) -> OrderPipeline {
        let scripts = NAMES.into_iter().zip(self.steps.iter().cloned());
        let steps = scripts.map(|(name, (delay, end))| {
            let probe = probe.clone();
            Step::new(name, move |_| {
                let (probe, end) = (probe.clone(), end.clone());
                async move { probe.record(name, play(delay, end)).await }
            })
        });
        OrderPipeline::new(steps.collect(), self.deadline).expect("there is a step")
    }
}

/// Some of them alike: a step is not found by its name.
const NAMES: [&str; 6] = ["a", "b", "c", "a", "b", "a"];

async fn play(delay: Duration, end: End) -> Result<(), OrderError> {
    // No delay is none, and not a turn of the timer.
    if !delay.is_zero() {
        sleep(delay).await;
    }
    match end {
        End::Ok => Ok(()),
        End::Fail(failure) => Err(failure.error()),
        // Unlike `panic!`, it prints nothing.
        End::Panic => resume_unwind(Box::new("scripted")),
        End::Hang => std::future::pending().await,
    }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let layer = select(vec![Layer::While, Layer::Io, Layer::Foreign]);
    let kind = select(&ErrorKind::ALL[1..]);
    let failure = (option::weighted(0.9, kind), vec(layer, 0..4))
        .prop_map(|(kind, layers)| Failure { kind, layers });
    let end = prop_oneof![
        6 => Just(End::Ok),
        2 => failure.prop_map(End::Fail),
        1 => Just(End::Panic),
        1 => Just(End::Hang),
    ];
    let ends = vec(end, 1..=NAMES.len());
    let instants = btree_set(0_u64..60, NAMES.len() + 2)
        .prop_map(Vec::from_iter)
        .prop_shuffle();
    (ends, instants, any::<bool>()).prop_map(|(ends, instants, cancelled)| {
        let mut instants = instants.into_iter().map(ms);
        let mut next = || instants.next().expect("one for each");
        Scenario {
            deadline: next(),
            cancel: Some(next()).filter(|_| cancelled),
            steps: ends.into_iter().map(|end| (next(), end)).collect(),
        }
    })
}

fn an_order() -> Arc<Order> {
    order(r#"{"order_id": "o-1", "amount": 1200}"#)
}

fn order(json: &str) -> Arc<Order> {
    Arc::new(Order::from_json(json.as_bytes()).expect("a test writes good orders"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_order_goes_as_the_model_says(scenario in scenario()) {
        on_virtual_time(async {
            let probe = Probe::new();
            let pipeline = scenario.pipeline(&probe);
            let cancel = CancellationToken::new();
            if scenario.cancel == Some(Duration::ZERO) {
                cancel.cancel();
            }
            let caller = async {
                sleep(scenario.cancel.unwrap_or(ms(3_600_000))).await;
                cancel.cancel();
                std::future::pending::<()>().await;
            };
            let started = Instant::now();
            let report = select! {
                biased;
                report = pipeline.process(&cancel, an_order()) => report,
                () = caller => unreachable!("it waits for ever"),
            };
            let left = (pipeline.tracker().running(), probe.running(), alive_tasks());
            let found = Outcome {
                error: report.error_kind(),
                took: started.elapsed(),
                steps: report.steps.clone(),
            };
            let promised = scenario.promised();
            prop_assert_eq!(&found, &promised);
            prop_assert_eq!(left, (0, 0, 0), "nothing runs on");

            // What the steps themselves have seen.
            let mut seen = probe.calls().into_iter();
            if promised.took.is_zero() && (scenario.deadline.is_zero() || scenario.cancel.is_some_and(|at| at.is_zero())) {
                prop_assert_eq!(seen.len(), 0, "no step begins");
            }
            prop_assert!(seen.all(|call| call.end.is_some_and(|end| end <= promised.took)));
            let answer = serde_json::to_string(&report).unwrap();
            prop_assert!(!answer.contains("secret"), "what wraps an error is for the logs: {}", answer);
            Ok(())
        })?;
    }
}

/// A JSON value, in as far as an order has one.
#[derive(Debug, Clone)]
enum Node {
    /// As it stands.
    Raw(String),
    Text(String),
    Object(Fields),
}

type Fields = Vec<(String, Node)>;

/// Writes JSON in any way that it may be written: spaces, and escapes that nothing asks for.
struct Pen<'a> {
    text: String,
    /// A number for each choice; zeros write it plainly.
    style: iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl Pen<'_> {
    fn write(fields: &Fields, style: &[u8]) -> String {
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

fn style() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(vec![0]), vec(any::<u8>(), 1..64)]
}

/// An order, and its fields in some order.
fn order_and_fields() -> impl Strategy<Value = (Order, Fields)> {
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

fn inner_fields(fields: &mut Fields) -> Option<&mut Fields> {
    fields.iter_mut().find_map(|(_, node)| match node {
        Node::Object(inner) => Some(inner),
        _ => None,
    })
}

/// The delays' fields; they are added if there are none.
fn delay_fields(fields: &mut Fields) -> &mut Fields {
    if inner_fields(fields).is_none() {
        fields.push(("delay_ms".to_owned(), Node::Object(Fields::new())));
    }
    inner_fields(fields).expect("they were just added")
}

/// What makes an order none.
#[derive(Debug, Clone)]
enum Fault {
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
    /// A field, by its path, with what it must not be.
    Bad(&'static str, String),
    /// After the end.
    More(&'static str),
    /// The text breaks off.
    Cut(Index),
    /// As an array that a derived struct would take.
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

fn fault() -> impl Strategy<Value = Fault> {
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
    /// The faulty text, and what an error has to name.
    fn write(self, mut fields: Fields, style: &[u8]) -> (String, Option<String>) {
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

/// Whatever parses is an order: written again, it is the same one.
fn is_stable(text: &[u8]) -> TestCaseResult {
    let Ok(order) = Order::from_json(text) else {
        return Ok(());
    };
    prop_assert!(std::str::from_utf8(text).is_ok());
    prop_assert!((1..=OrderId::MAX_CHARS).contains(&order.order_id.as_str().chars().count()));
    prop_assert!(
        StepName::ALL
            .iter()
            .all(|step| order.delay_ms.of(*step) <= ms(60_000))
    );
    prop_assert_eq!(Order::from_json(print(&order).as_bytes()), Ok(order));
    Ok(())
}

fn print(order: &Order) -> String {
    let delays = StepName::ALL.map(|step| {
        let ms = u64::try_from(order.delay_ms.of(step).as_millis()).unwrap();
        (step.as_str().to_owned(), Value::from(ms))
    });
    let mut json = json!({
        "order_id": order.order_id.as_str(),
        "amount": order.amount.get(),
        "delay_ms": serde_json::Map::from_iter(delays),
    });
    if let Some(step) = order.fail_step {
        json["fail_step"] = step.as_str().into();
    }
    json.to_string()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_order_parses_however_it_is_written(
        (order, fields) in order_and_fields(),
        style in style(),
    ) {
        let text = Pen::write(&fields, &style);
        prop_assert_eq!(Order::from_json(text.as_bytes()), Ok(order), "{}", text);
        is_stable(text.as_bytes())?;
    }

    #[test]
    fn what_is_no_order_is_refused_by_the_name_of_its_fault(
        (_, fields) in order_and_fields(),
        fault in fault(),
        style in style(),
    ) {
        let (text, named) = fault.write(fields, &style);
        match Order::from_json(text.as_bytes()) {
            Ok(order) => prop_assert!(false, "{} is no order, but was read as {:?}", text, order),
            Err(error) => {
                let error = error.to_string();
                prop_assert!(!error.is_empty());
                if let Some(named) = named {
                    prop_assert!(error.contains(&named), "{} does not name {:?}: {}", error, named, text);
                }
            }
        }
    }

    #[test]
    fn no_text_panics(
        any in vec(any::<u8>(), 0..200),
        near in "([\\[{]? ?(\"(order_id|amount|fail_step|delay_ms|vendor)\"|\"o\"|null|-?[0-9]{1,25}(\\.5|e9)?) ?[:,\\]}]?){0,12}",
        (_, fields) in order_and_fields(),
        style in style(),
        flips in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        is_stable(&any)?;
        is_stable(near.as_bytes())?;
        let mut bytes = Pen::write(&fields, &style).into_bytes();
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        is_stable(&bytes)?;
    }
}

/// What is in `corpus/`, and what an error names there.
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
fn the_corpus_parses_as_its_names_say() {
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

const USUAL: &str = r#"{"order_id": "o-1", "amount": 5}"#;
const QUICK_COURIER: &str = r#"{"order_id": "o-1", "amount": 5, "delay_ms": {"courier": 0}}"#;
const FAILING: &str = r#"{"order_id": "o-1", "amount": 5, "fail_step": "payment"}"#;

#[rstest]
#[case::all_is_well(USUAL, 0, 2_000, None)]
#[case::no_delay_for_the_courier(QUICK_COURIER, 0, 2_000, None)]
#[case::a_step_fails(FAILING, 0, 2_000, None)]
#[case::no_courier_is_free(USUAL, 2, 2_000, None)]
#[case::no_courier_is_free_and_a_step_fails(FAILING, 2, 2_000, None)]
#[case::a_courier_comes_back(USUAL, 2, 2_000, Some(120))]
#[case::a_courier_comes_back_and_is_quick(QUICK_COURIER, 2, 2_000, Some(120))]
#[case::too_late(USUAL, 1, 50, None)]
#[case::too_late_for_the_courier_who_comes_back(USUAL, 2, 150, Some(120))]
fn leaves_nothing_when_dropped_after_any_number_of_polls(
    #[case] json: &str,
    #[case] others: usize,
    #[case] deadline: u64,
    #[case] one_is_back_after: Option<u64>,
) {
    on_virtual_time(async {
        for polls in 0.. {
            let pool = CourierPool::new(2.try_into().unwrap());
            let mut held = acquire(&pool, others).await;
            let probe = Probe::new();
            let work = |probe: &Probe| {
                let probe = probe.clone();
                Step::new("work", move |_| {
                    let probe = probe.clone();
                    async move { probe.record("work", play(ms(130), End::Ok)).await }
                })
            };
            let steps = vec![
                steps::payment(),
                steps::vendor(),
                steps::courier(pool.clone()),
                work(&probe),
            ];
            let pipeline = OrderPipeline::new(steps, ms(deadline)).unwrap();
            let cancel = CancellationToken::new();
            let caller = cut_short(polls, pipeline.process(&cancel, order(json)));
            let rest = async {
                if let Some(after) = one_is_back_after {
                    sleep(ms(after)).await;
                    drop(held.pop());
                }
                std::future::pending::<()>().await;
            };
            let through = select! {
                biased;
                report = timeout(ms(3_600_000), caller) => report.expect("it ends").is_some(),
                () = rest => unreachable!("it waits for ever"),
            };
            if !through {
                yield_now().await;
            }
            assert_eq!(pipeline.tracker().running(), 0, "after {polls} polls");
            assert_eq!(probe.running(), 0, "after {polls} polls");
            assert_eq!(alive_tasks(), 0, "after {polls} polls");
            assert_eq!(pool.busy(), held.len(), "after {polls} polls");
            // Nobody waits at the head of the queue for a courier that he will not take.
            drop(held);
            let all = timeout(ms(1), acquire(&pool, 2)).await;
            assert_eq!(all.expect("both are free").len(), 2, "after {polls} polls");
            if through {
                assert!(polls > 1, "it waits for its steps");
                break;
            }
        }
    });
}

async fn acquire(pool: &CourierPool, couriers: usize) -> Vec<CourierPermit> {
    let mut held = Vec::new();
    for _ in 0..couriers {
        held.push(pool.acquire().await);
    }
    held
}

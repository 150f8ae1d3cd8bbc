//! The library's own types, without a pipeline: kinds, texts and limits.

use std::{error::Error, fmt, io, num::NonZeroUsize, sync::Arc, time::Duration};

use futures::FutureExt;
use order_pipeline::{
    BoxError, CourierPool, ErrorKind, Order, OrderError, OrderId, Report, StepReport, StepStatus,
    steps,
};
use rstest::rstest;
use serde_json::json;

/// An error of another library, with a source of any type.
#[derive(Debug)]
struct Foreign<E>(E);

impl<E: fmt::Debug> fmt::Display for Foreign<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the other side hung up")
    }
}

impl<E: Error + 'static> Error for Foreign<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn io(error: impl Into<BoxError>) -> io::Error {
    io::Error::other(error)
}

fn shared(error: impl Into<BoxError>) -> Arc<dyn Error + Send + Sync> {
    error.into().into()
}

const NO_COURIER: OrderError = OrderError::NoCourier;

#[rstest]
#[case::itself(NO_COURIER)]
#[case::boxed(Box::new(NO_COURIER))]
#[case::in_an_arc(Arc::new(NO_COURIER))]
#[case::in_an_arc_of_any(shared(NO_COURIER))]
#[case::with_a_word(OrderError::during("asking around", NO_COURIER))]
#[case::with_words(OrderError::during("calling", OrderError::during("asking around", NO_COURIER)))]
#[case::by_io(io(NO_COURIER))]
#[case::by_io_in_a_box(Box::new(io(NO_COURIER)))]
#[case::by_io_in_an_arc(Arc::new(io(NO_COURIER)))]
#[case::by_io_in_an_arc_of_any(shared(io(NO_COURIER)))]
#[case::by_io_twice(io(io(NO_COURIER)))]
#[case::by_others(Foreign(NO_COURIER))]
#[case::by_others_in_a_box(Foreign(Box::new(NO_COURIER)))]
#[case::by_others_in_an_arc(Foreign(Arc::new(NO_COURIER)))]
#[case::by_others_in_an_arc_of_any(Foreign(shared(NO_COURIER)))]
#[case::by_all(Foreign(Arc::new(io(shared(Foreign(io(Arc::new(OrderError::during(
    "asking", NO_COURIER
)))))))))]
fn a_kind_is_found_inside_any_wrapper(#[case] error: impl Error + Send + Sync + 'static) {
    assert_eq!(ErrorKind::of(&error), ErrorKind::NoCourier);
    let during = OrderError::during("sending a courier", error);
    assert_eq!(during.kind(), ErrorKind::NoCourier);
    assert_eq!(during.public_message(), "no courier");
}

#[test]
fn an_unknown_error_is_internal_and_hidden() {
    assert_eq!(ErrorKind::of(&Foreign(io("a secret"))), ErrorKind::Internal);
    let during = OrderError::during("sending a courier", Foreign(io("a secret")));
    assert_eq!(during.kind(), ErrorKind::Internal);
    assert_eq!(during.public_message(), "internal error");
}

#[rstest]
#[case::no_object("[]", None)]
#[case::second_value(r#"{"order_id": "o", "amount": 1} 2"#, None)]
#[case::nothing("", None)]
#[case::missing(r#"{"order_id": "o"}"#, None)]
#[case::twice(r#"{"amount": 1, "amount": 1}"#, None)]
#[case::unknown(r#"{"note": 1}"#, Some("note"))]
#[case::bad(r#"{"order_id": "o", "amount": 0}"#, Some("amount"))]
#[case::bad_inside(r#"{"delay_ms": {"vendor": -1}}"#, Some("delay_ms.vendor"))]
fn a_fault_names_its_field_if_any(#[case] json: &str, #[case] field: Option<&str>) {
    let error = Order::from_json(json.as_bytes()).unwrap_err();
    assert_eq!(error.field.as_deref(), field, "{error}");
}

#[rstest]
#[case::delay(
    r#"{"delay_ms": {"vendor": 60001}}"#,
    "delay_ms.vendor: a delay is at most 60000 ms, not 60001 at line 1 column 30"
)]
#[case::step(
    r#"{"fail_step": "Vendor"}"#,
    r#"fail_step: "Vendor" is not a step: choose payment, vendor, courier at line 1 column 23"#
)]
#[case::name(
    r#"{"order_id": ""}"#,
    "order_id: an order_id has 1 to 128 characters, not 0 at line 1 column 16"
)]
fn what_is_wrong_is_said_in_words(#[case] json: &str, #[case] words: &str) {
    let error = Order::from_json(json.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), words);
}

#[rstest]
#[case::key(format!(r#"{{"{}": 1}}"#, "ü".repeat(7_000)), "üü")]
#[case::value(format!(r#"{{"amount": "{}"}}"#, "\\\"".repeat(7_000)), "amount: invalid type")]
#[case::word(format!(r#"{{"fail_step": "{}"}}"#, "x".repeat(7_000)), "fail_step: \"xx")]
fn long_quotes_are_shortened(#[case] json: String, #[case] starts: &str) {
    let message = Order::from_json(json.as_bytes()).unwrap_err().to_string();
    assert!(message.chars().count() < 350, "{message}");
    assert!(message.starts_with(starts), "{message}");
    assert!(message.contains('…'), "{message}");
    assert!(message.contains("at line 1 column "), "{message}");
}

#[test]
fn durations_round_down_to_milliseconds() {
    let step = StepReport {
        name: "payment",
        status: StepStatus::Ok,
        duration: Duration::from_micros(1_900),
        detail: None,
    };
    let report = Report {
        order_id: OrderId::try_from("o-1".to_owned()).unwrap(),
        steps: vec![step],
        error: None,
    };
    let report = serde_json::to_value(report).unwrap();
    let promised = json!([{ "name": "payment", "status": "ok", "duration_ms": 1 }]);
    assert_eq!(report["steps"], promised);
}

#[tokio::test]
async fn a_zero_delay_waits_for_nothing() {
    let order = br#"{"order_id": "o-1", "amount": 1, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;
    let order = Arc::new(Order::from_json(order).unwrap());
    for step in steps::all(CourierPool::new(NonZeroUsize::MIN)) {
        let done = step.run(Arc::clone(&order)).now_or_never();
        assert!(matches!(done, Some(Ok(()))), "{step:?}: {done:?}");
    }
}

#[test]
fn a_pool_may_have_128_couriers() {
    let pool = CourierPool::new(NonZeroUsize::new(128).unwrap());
    assert_eq!(pool.busy(), 0);
}

#[test]
#[should_panic(expected = "at most 128 couriers, not 129")]
fn a_pool_of_129_couriers_panics() {
    let _ = CourierPool::new(NonZeroUsize::new(129).unwrap());
}

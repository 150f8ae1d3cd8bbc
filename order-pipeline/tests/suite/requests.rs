//! A request is one JSON object, read strictly.

use rstest::rstest;

use super::subject::order_from_json;

#[rstest]
#[case::unknown_field(r#"{"order_id": "o", "amount": 1, "amounts": 2}"#, "amounts")]
#[case::unknown_step(r#"{"order_id": "o", "amount": 1, "delay_ms": {"drone": 2}}"#, "drone")]
#[case::field_given_twice(r#"{"order_id": "o", "amount": 1, "amount": 2}"#, "amount")]
#[case::missing_field(r#"{"order_id": "o"}"#, "amount")]
#[case::amount_of_zero(r#"{"order_id": "o", "amount": 0}"#, "amount")]
#[case::half_an_amount(r#"{"order_id": "o", "amount": 0.5}"#, "amount")]
#[case::no_name(r#"{"order_id": "", "amount": 1}"#, "order_id")]
#[case::long_delay(
    r#"{"order_id": "o", "amount": 1, "delay_ms": {"vendor": 60001}}"#,
    "vendor"
)]
#[case::array_of_delays(r#"{"order_id": "o", "amount": 1, "delay_ms": [1, 2, 3]}"#, "delay_ms")]
#[case::unknown_fail_step(r#"{"order_id": "o", "amount": 1, "fail_step": "x"}"#, "fail_step")]
#[case::step_as_a_tag(
    r#"{"order_id": "o", "amount": 1, "fail_step": {"payment": null}}"#,
    "fail_step"
)]
#[case::null(r#"{"order_id": "o", "amount": 1, "fail_step": null}"#, "fail_step")]
#[case::array(r#"["o", 1]"#, "object")]
#[case::second_value(r#"{"order_id": "o", "amount": 1} {}"#, "trailing")]
#[case::nothing("", "EOF")]
fn refuses_other_json_and_names_the_fault(#[case] json: &str, #[case] named: &str) {
    match order_from_json(json) {
        Ok(order) => panic!("promised: refused; found: {order:?}"),
        Err(error) => assert!(error.contains(named), "promised: {named:?} in {error:?}"),
    }
}

#[rstest]
#[case(r#"{"order_id": "o", "amount": 18446744073709551615}"#)]
#[case(r#" {"amount": 1, "delay_ms": {}, "order_id": "\u00fc\n"} "#)]
#[case(r#"{"order_id": "o", "amount": 1, "fail_step": "courier", "delay_ms": {"vendor": 60000}}"#)]
fn reads_an_order(#[case] json: &str) {
    order_from_json(json).unwrap();
}

#[rstest]
#[case(r#"{"order_id": "o", "amount": 1,}"#, "trailing comma")]
#[case(r#"{"order_id": "o" "amount": 1}"#, "expected `,`")]
#[case(
    r#"{"order_id": "o", "amount": 1, "delay_ms": {"vendor": 1,}}"#,
    "delay_ms: trailing comma"
)]
fn a_fault_between_fields_names_none(#[case] json: &str, #[case] starts: &str) {
    let error = order_from_json(json).unwrap_err();
    assert!(error.starts_with(starts), "{error}");
}

#[test]
fn counts_characters_not_bytes() {
    let named = |name: &str| order_from_json(&format!(r#"{{"order_id": "{name}", "amount": 1}}"#));
    assert!(named(&"ü".repeat(128)).is_ok());
    assert!(named(&"ü".repeat(129)).is_err());
}

//! The scenario grammar: print, parse, reject.

use pattern_comparison::{BuiltIn, Pattern, Scenario, Selection, UserId};
use proptest::prelude::*;
use rstest::rstest;
use shared_mocks::{Behaviour, Latency};

#[test]
fn every_built_in_scenario_parses_by_its_name() {
    for built_in in BuiltIn::ALL {
        let selection: Selection = built_in.name.parse().unwrap();
        assert_eq!(selection, Selection::BuiltIn(built_in));
        assert_eq!(selection.to_string(), built_in.name);
        // Built-in scenarios are canonical too.
        let spelled_out: Selection = built_in.scenario.to_string().parse().unwrap();
        assert_eq!(spelled_out.scenario(), built_in.scenario);
    }
}

#[rstest]
#[case("user=1ms", "user=1ms,orders=40ms,notifications=40ms")]
#[case("leave=50ms", "user=40ms,orders=40ms,notifications=40ms,leave=50ms")]
#[case("orders=1000ms:fail", "user=40ms,orders=1s:fail,notifications=40ms")]
#[case(
    "notifications=hang user=0s",
    "user=0ms,orders=40ms,notifications=hang"
)]
#[case(
    " orders=2ms:panic, user=1ms ,",
    "user=1ms,orders=2ms:panic,notifications=40ms"
)]
fn prints_all_three_services_separated_by_commas(#[case] spec: &str, #[case] printed: &str) {
    let scenario: Scenario = spec.parse().unwrap();
    assert_eq!(scenario.to_string(), printed);
}

#[rstest]
#[case("helathy", "\"helathy\" is not a scenario")]
#[case("", "empty")]
#[case(" , ", "empty")]
#[case("user=1ms,orders", "\"orders\" is not `service=behaviour`")]
#[case("usr=1ms", "\"usr=1ms\" names no service")]
#[case("user=", "\"user=\"")]
#[case("user=fast", "\"user=fast\"")]
#[case("user=1ms,user=2ms", "\"user=2ms\" is a repetition")]
#[case("leave=1ms,leave=1ms", "\"leave=1ms\" is a repetition")]
#[case("leave=hang", "\"leave=hang\"")]
#[case("leave=1ms:fail", "\"leave=1ms:fail\"")]
#[case("user=1ms=2ms", "\"user=1ms=2ms\"")]
#[case("user=1ms\u{1b}[31m", "\\u{1b}")]
fn rejects_a_bad_scenario_and_quotes_the_word(#[case] spec: &str, #[case] named: &str) {
    let error = spec.parse::<Selection>().unwrap_err();
    assert!(error.to_string().contains(named), "{error}");
    assert!(
        !error.to_string().contains('\u{1b}'),
        "a terminal would obey it"
    );
}

#[rstest]
#[case("123", true)]
#[case("aZ_-9", true)]
#[case("", false)]
#[case("../../health", false)]
#[case("ünïcode", false)]
#[case(&"x".repeat(64), true)]
#[case(&"x".repeat(65), false)]
fn checks_a_user_id_when_it_enters(#[case] word: &str, #[case] good: bool) {
    assert_eq!(word.parse::<UserId>().is_ok(), good);
}

#[test]
fn every_pattern_parses_by_its_name() {
    for pattern in Pattern::ALL {
        assert_eq!(pattern.to_string().parse(), Ok(pattern));
    }
    let error = "fail_fast".parse::<Pattern>().unwrap_err();
    assert!(
        error.to_string().contains("\"fail_fast\" is not a pattern"),
        "{error}"
    );
}

fn latency() -> impl Strategy<Value = Latency> {
    (0..=Latency::MAX.as_millis()).prop_map(|ms| Latency::from_millis(ms).unwrap())
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        latency().prop_map(Behaviour::Return),
        latency().prop_map(Behaviour::Fail),
        latency().prop_map(Behaviour::Panic),
        Just(Behaviour::Hang),
    ]
}

proptest! {
    #[test]
    fn a_printed_scenario_parses_back(
        behaviours in [behaviour(), behaviour(), behaviour()],
        leave in proptest::option::of(latency()),
    ) {
        let scenario = Scenario { behaviours, leave };
        prop_assert_eq!(scenario.to_string().parse(), Ok(scenario));
    }

    #[test]
    fn no_input_panics(
        any in any::<String>(),
        near in "((user|orders|leave|x)?=?([0-9]{0,20}(ms|s)|hang)(:fail|:panic|:)?[, ]?){0,4}",
    ) {
        let _ = any.parse::<Selection>();
        let _ = near.parse::<Selection>();
    }
}

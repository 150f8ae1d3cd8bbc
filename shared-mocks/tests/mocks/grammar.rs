//! Latencies and behaviours as text: print, parse, reject.

use proptest::prelude::*;
use rstest::rstest;
use shared_mocks::{Behaviour, Latency};

#[rstest]
#[case("0ms", 0)]
#[case("0s", 0)]
#[case("40ms", 40)]
#[case("007ms", 7)]
#[case("3s", 3_000)]
#[case("60s", 60_000)]
#[case("60000ms", 60_000)]
fn reads_a_latency(#[case] word: &str, #[case] ms: u64) {
    assert_eq!(word.parse(), Ok(Latency::from_millis(ms).unwrap()));
}

#[rstest]
#[case(0, "0ms")]
#[case(999, "999ms")]
#[case(1_000, "1s")]
#[case(1_500, "1500ms")]
fn prints_milliseconds_unless_seconds_are_whole(#[case] ms: u64, #[case] word: &str) {
    assert_eq!(Latency::from_millis(ms).unwrap().to_string(), word);
}

#[rstest]
#[case("")]
#[case("ms")]
#[case("40")]
#[case("-1ms")]
#[case("+1ms")]
#[case("1.5s")]
#[case("40 ms")]
#[case("40MS")]
#[case("1m")]
#[case("٣ms")]
#[case("60001ms")]
#[case("61s")]
#[case("99999999999999999999999ms")]
#[case("18446744073709551615s")]
fn rejects_a_bad_latency_and_quotes_it(#[case] word: &str) {
    let error = word.parse::<Latency>().unwrap_err();
    assert!(error.to_string().contains(&format!("{word:?}")), "{error}");
}

#[rstest]
#[case("40ms:", "\"\"")]
#[case("40ms:fial", "\"fial\"")]
#[case("40ms:fail:fail", "\"fail:fail\"")]
#[case("hang:fail", "\"hang:fail\" does not end")]
#[case(":fail", "\"\"")]
#[case("Hang", "\"Hang\"")]
fn rejects_a_bad_behaviour_and_quotes_it(#[case] word: &str, #[case] named: &str) {
    let error = word.parse::<Behaviour>().unwrap_err();
    assert!(error.to_string().contains(named), "{error}");
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let latency = (0..=Latency::MAX.as_millis()).prop_map(|ms| Latency::from_millis(ms).unwrap());
    prop_oneof![
        latency.clone().prop_map(Behaviour::Return),
        latency.clone().prop_map(Behaviour::Fail),
        latency.clone().prop_map(Behaviour::Panic),
        Just(Behaviour::Hang),
    ]
}

proptest! {
    #[test]
    fn a_printed_behaviour_parses_back(behaviour in behaviour()) {
        prop_assert_eq!(behaviour.to_string().parse(), Ok(behaviour));
    }

    #[test]
    fn no_input_panics(word in any::<String>(), near in "[0-9]{0,30}(ms|s|m)?(:(fail|panic|x))?") {
        let _ = word.parse::<Behaviour>();
        let _ = near.parse::<Behaviour>();
    }
}

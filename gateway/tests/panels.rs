//! The sentence under each picture, and the pictures on their common axis.

use std::{fmt::Write, time::Duration};

use gateway::{panels, reach, why};
use pattern_comparison::{
    BuiltIn, Comparison, SERVICES, Selection, compare::in_virtual_time, render::timeline,
};
use rstest::rstest;

fn played(scenario: &str, deadline: &str) -> Comparison {
    let selection: Selection = scenario.parse().unwrap();
    in_virtual_time(selection, deadline.parse().unwrap()).with_mistake()
}

/// Why each run ended as it did, one line per run.
fn sentences(comparison: &Comparison) -> String {
    let mut text = format!("{}, {}\n", comparison.selection, comparison.deadline);
    for run in &comparison.runs {
        let (name, why) = (run.name, why(run, comparison.deadline));
        writeln!(text, "  {name:15} {why}").unwrap();
    }
    text
}

#[test]
fn every_outcome_has_its_reason() {
    let built_in = BuiltIn::ALL.map(|it| sentences(&played(it.name, "1s")));
    insta::assert_snapshot!(built_in.join("\n"));
}

#[test]
fn reasons_stay_true_at_the_edges() {
    let edges = [
        ("healthy", "50ms"),
        ("healthy", "10ms"),
        ("orders=10ms:fail,user=hang", "50ms"),
        (
            "user=10ms:fail,orders=20ms:panic,notifications=hang",
            "50ms",
        ),
        ("user=10ms,orders=20ms,notifications=90ms:fail", "1s"),
        ("user=10ms,orders=10ms,notifications=10ms", "1s"),
        ("user=hang,orders=hang,notifications=hang", "1s"),
        (
            "user=40ms,orders=60ms,notifications=60ms,leave=50ms",
            "30ms",
        ),
        ("user=10ms,orders=20ms,notifications=60ms,leave=50ms", "1s"),
        (
            "user=10ms:fail,orders=10ms:fail,notifications=10ms:fail",
            "1s",
        ),
        ("user=10ms:fail,orders=10ms,notifications=10ms", "1s"),
        ("user=10ms:fail,orders=40ms,notifications=40ms:fail", "1s"),
        ("user=10ms,orders=20ms,notifications=90ms:panic", "1s"),
        ("user=0ms,orders=0ms,notifications=0ms", "1s"),
        ("user=10ms,orders=50ms,notifications=60ms", "50ms"),
        ("leave=0ms", "1s"),
    ];
    let edges = edges.map(|(scenario, deadline)| sentences(&played(scenario, deadline)));
    insta::assert_snapshot!(edges.join("\n"));
}

#[rstest]
fn all_pictures_share_one_axis(
    #[values("healthy", "one-slow", "one-hangs", "caller-leaves")] scenario: &str,
) {
    let comparison = played(scenario, "1s");
    let reach = reach(&comparison);
    let end = format!("data-end-ms=\"{}\"", reach.as_millis());
    let panels = panels(&comparison, reach);
    assert_eq!(panels.len(), comparison.runs.len());
    for panel in &panels {
        assert!(panel.svg.contains(&end), "{}", panel.svg);
    }
    assert!(
        reach > timeline(&comparison).reach(),
        "room to drag to the right"
    );
}

#[test]
fn only_two_patterns_ignore_the_deadline() {
    let comparison = played("healthy", "50ms");
    let panels = panels(&comparison, Duration::from_millis(100));
    let ignored = panels
        .iter()
        .map(|it| it.svg.contains("deadline, ignored: 50ms"));
    assert_eq!(
        ignored.collect::<Vec<_>>(),
        [true, true, false, false, false]
    );
}

#[rstest]
#[case("user=1ms,orders=1ms,notifications=1ms", 10)]
#[case("orders=83ms", 100)]
fn the_axis_ends_at_a_whole_millisecond(#[case] scenario: &str, #[case] ms: u64) {
    assert_eq!(reach(&played(scenario, "1s")), Duration::from_millis(ms));
}

#[test]
fn a_call_that_never_began_has_a_grip() {
    let comparison = played("leave=0ms", "1s");
    let panels = panels(&comparison, reach(&comparison));
    let described = "aria-label=\"timeout-hybrid: abandoned at 0ms; no call had begun.\"";
    assert!(panels[2].svg.contains(described), "{}", panels[2].svg);
    for service in SERVICES {
        let grip = format!("data-label=\"{service}\"");
        assert!(panels[2].svg.contains(&grip), "{}", panels[2].svg);
    }
}

/// A successful call has no label.
#[test]
fn a_call_that_returned_is_not_labelled() {
    let comparison = played("one-fails", "1s");
    let panels = panels(&comparison, reach(&comparison));
    assert!(!panels[0].svg.contains("\nreturned\n"));
    assert!(panels[0].svg.contains("\nfailed\n"), "{}", panels[0].svg);
}

#[test]
fn a_picture_describes_its_own_run() {
    let comparison = played("one-hangs", "1s");
    let panels = panels(&comparison, reach(&comparison));
    let described = "aria-label=\"fail-fast: failed at 1s; user returned at 40ms, \
        orders returned at 80ms, notifications cancelled at 1s.\"";
    assert!(panels[3].svg.contains(described), "{}", panels[3].svg);
}

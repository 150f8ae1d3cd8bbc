//! The log as a subscriber saw it, and promises about it.

use shared_judge::{Line, Log, listen};
use tracing::{Level, debug_span, dispatcher::with_default, field::Empty, info, info_span, warn};

/// Two events about the profile, one of them with an outcome, and the outcome of the whole call.
fn aggregate() -> Log {
    listen();
    let log = Log::default();
    with_default(&log.subscriber(), || {
        let whole = info_span!("aggregate", user_id = 7, attempts = Empty).entered();
        {
            let _call = debug_span!("call", service = "profile", user_id = "inner").entered();
            info!("asked");
            whole.record("attempts", 2);
            warn!(outcome = "failed", error = ?"down");
        }
        info!(outcome = "failed");
    });
    log
}

fn profile() -> Line {
    aggregate().outcome_of("service", "profile")
}

#[test]
fn an_event_has_the_fields_of_its_spans() {
    let line = profile();
    assert_eq!(line.level, Level::WARN);
    assert_eq!(line.spans, ["DEBUG call", "INFO aggregate"]);
    line.promises("outcome", "failed");
    line.promises("error", "\"down\"");
    line.promises("service", "profile");
    assert_eq!(line.field("nothing"), None);
}

#[test]
fn the_innermost_field_wins() {
    profile().promises("user_id", "inner");
}

#[test]
fn a_span_may_get_a_field_later() {
    let log = aggregate();
    profile().promises("attempts", "2");
    let asked = log.only("service", |line| line.field("message") == Some("asked"));
    assert_eq!(asked.field("attempts"), None, "not yet");
}

#[test]
#[should_panic(expected = "promised: one event with outcome = \"failed\"; found: 2 of 3 events")]
fn two_events_are_one_too_many() {
    let _ = aggregate().outcome_of("outcome", "failed");
}

#[test]
#[should_panic(expected = "promised: one event with service = \"orders\"; found: 0 of 3 events")]
fn no_matching_event_breaks_the_promise() {
    let _ = aggregate().outcome_of("service", "orders");
}

#[test]
#[should_panic(
    expected = "promised: one event with service = \"orders\"; found: nothing was logged"
)]
fn an_empty_log_breaks_the_promise() {
    let _ = Log::default().outcome_of("service", "orders");
}

#[test]
#[should_panic(expected = "promised: outcome = \"ok\"; found: \"failed\" in\n  WARN in ")]
fn another_value_breaks_the_promise() {
    profile().promises("outcome", "ok");
}

#[test]
#[should_panic(expected = "promised: colour = \"red\"; found: \"nothing\"")]
fn a_missing_field_breaks_the_promise() {
    profile().promises("colour", "red");
}

#[test]
#[should_panic(expected = "promised: level INFO; found: WARN")]
fn another_level_breaks_the_promise() {
    profile().promises_level(Level::INFO);
}

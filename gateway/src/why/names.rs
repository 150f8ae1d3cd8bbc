//! The services of a run that a sentence is about, in words.

use pattern_comparison::{Answer, ErrorKind, Run};
use timeline::{Call, Ending, short};

/// `orders failed at 10ms and user panicked at 20ms`, for the services that `meant` selects.
pub(super) fn failures(run: &Run, meant: impl Fn(&str) -> bool) -> String {
    let failures: Vec<_> = run
        .calls
        .iter()
        .filter(|call| meant(&call.name))
        .filter_map(|call| {
            let verb = match call.ending {
                Ending::Failed => "failed",
                Ending::Panicked => "panicked",
                Ending::Returned | Ending::Dropped | Ending::Running => return None,
            };
            Some(format!("{} {verb} at {}", call.name, short(call.end?)))
        })
        .collect();
    list(&failures.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether a call ended after the first failure.
pub(super) fn waited(run: &Run) -> bool {
    let failures = run.calls.iter().filter(|call| is_failure(call));
    let first = failures.filter_map(|call| call.end).min();
    run.calls.iter().any(|call| call.end > first)
}

pub(super) fn is_failure(call: &Call) -> bool {
    matches!(call.ending, Ending::Failed | Ending::Panicked)
}

pub(super) fn errors(answer: &Answer, which: impl Fn(ErrorKind) -> bool) -> Vec<&str> {
    let errors = answer.errors.iter();
    errors
        .filter(|failed| which(failed.error.kind()))
        .map(|failed| failed.service.as_str())
        .collect()
}

pub(super) fn named(run: &Run, ending: Ending) -> Vec<&str> {
    names(run, |call| call.ending == ending)
}

/// The calls that ended last.
pub(super) fn last(run: &Run) -> Vec<&str> {
    let end = run.calls.iter().filter_map(|call| call.end).max();
    names(run, |call| call.end.is_some() && call.end == end)
}

pub(super) fn names(run: &Run, which: impl Fn(&Call) -> bool) -> Vec<&str> {
    let calls = run.calls.iter().filter(|call| which(call));
    calls.map(|call| call.name.as_str()).collect()
}

/// `1 call runs`, `2 calls run`
pub(super) fn calls(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 call {one}"),
        _ => format!("{count} calls {many}"),
    }
}

pub(super) const fn was(names: &[&str]) -> &'static str {
    if names.len() == 1 { "was" } else { "were" }
}

/// `user`, `user and orders`, `user, orders and notifications`
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// `the section of user is kept`, `the sections of user and orders are kept`
pub(super) fn sections(names: &[&str], verb: &str) -> String {
    let sections = if names.len() == 1 {
        "section"
    } else {
        "sections"
    };
    let are = if names.len() == 1 { "is" } else { "are" };
    format!("the {sections} of {} {are} {verb}", list(names))
}

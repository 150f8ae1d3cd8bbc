//! Why a run came out as it did, in a sentence.

use std::time::Duration;

use pattern_comparison::{Answer, Deadline, ErrorKind, Outcome, Run, Status};
use timeline::{Call, Ending, short};

/// One plain sentence on `run`, whose pattern was given `deadline`.
///
/// Names and times are the run's own: what it cannot show is not said.
#[must_use]
pub fn why(run: &Run, deadline: Deadline) -> String {
    match &run.outcome {
        Outcome::Answered { answer, after } => answered(run, answer, *after, deadline),
        Outcome::Abandoned { after } => abandoned(run, *after),
        Outcome::Never { watched } => never(run, *watched),
    }
}

fn answered(run: &Run, answer: &Answer, after: Duration, deadline: Deadline) -> String {
    let late = errors(answer, |kind| kind == ErrorKind::Timeout);
    if !late.is_empty() {
        return at_the_deadline(run, answer, &late, deadline);
    }
    let blamed = errors(answer, |_| true);
    let failures = failures(run, |service| blamed.contains(&service));
    let until = short(after);
    match answer.status() {
        Status::Complete => {
            let last = last(run);
            if last.len() == run.calls.len() {
                return format!("All have answered, at {until}.");
            }
            format!("All have answered: {} last, at {until}.", list(&last))
        }
        Status::Partial if waited(run) => {
            format!("{failures}; the rest was waited for, until {until}, and what came is kept.")
        }
        Status::Partial => {
            let sent = list(&named(run, Ending::Returned));
            format!("{failures}; what {sent} had sent is kept.")
        }
        Status::Failed if blamed.len() == run.calls.len() => {
            let waited = match waited(run) {
                true => "all were waited for, and ",
                false => "",
            };
            format!("{failures}: {waited}nobody sent a section.")
        }
        Status::Failed => {
            let stopped = named(run, Ending::Dropped);
            let lost = named(run, Ending::Returned);
            let unheard = names(run, |call| {
                is_failure(call) && !blamed.contains(&call.name.as_str())
            });
            let mut sentence = format!("{failures}, and the first failure ends it all");
            if !stopped.is_empty() {
                sentence += &format!(": {} {} cancelled at once", list(&stopped), was(&stopped));
            }
            if !lost.is_empty() {
                sentence += &format!("; what {} had sent is thrown away", list(&lost));
            }
            if !unheard.is_empty() {
                let (who, are) = (list(&unheard), was(&unheard));
                sentence += &format!("; {who} failed at that very moment, and {are} not heard");
            }
            sentence + &runs_on(run, "; nobody stops the tasks") + "."
        }
    }
}

fn at_the_deadline(run: &Run, answer: &Answer, late: &[&str], deadline: Deadline) -> String {
    let mut sentence = format!(
        "At the deadline, {deadline}, {} timed out and {} stopped",
        list(late),
        was(late)
    );
    let early = failures(run, |service| !late.contains(&service));
    if !early.is_empty() {
        sentence += &format!("; {early}");
    }
    let sent = named(run, Ending::Returned);
    sentence += &match answer.status() {
        _ if sent.is_empty() => "; there is no section to give".to_owned(),
        Status::Failed => format!("; what {} had sent is thrown away", list(&sent)),
        Status::Complete | Status::Partial => format!("; what {} had sent is kept", list(&sent)),
    };
    sentence + "."
}

fn abandoned(run: &Run, after: Duration) -> String {
    let left = format!("The caller left at {}", short(after));
    let stopped = named(run, Ending::Dropped);
    if run.running() > 0 {
        return left + &runs_on(run, "; nobody owns the tasks") + ".";
    }
    let dropped = format!(
        "{left}; its future was dropped, which is how Rust cancels, and its tasks went with it"
    );
    match stopped.len() {
        _ if run.calls.is_empty() => format!("{dropped}, before they had begun: no call was made."),
        0 => format!("{left}; no call was running."),
        count => format!(
            "{dropped}: {} cancelled, {}.",
            calls(count, "was", "were"),
            list(&stopped)
        ),
    }
}

fn never(run: &Run, watched: Duration) -> String {
    let waiting = named(run, Ending::Running);
    let failures = failures(run, |_| true);
    let but = if failures.is_empty() {
        String::new()
    } else {
        format!("{failures}, but ")
    };
    format!(
        "{but}{} never {}, and the deadline is ignored: after {} the caller is still waiting.",
        list(&waiting),
        if waiting.len() == 1 {
            "answers"
        } else {
            "answer"
        },
        short(watched)
    )
}

/// `, so 2 calls run on: orders and notifications`, or nothing.
fn runs_on(run: &Run, because: &str) -> String {
    match run.running() {
        0 => String::new(),
        count => format!(
            "{because}, so {} on: {}",
            calls(count, "runs", "run"),
            list(&named(run, Ending::Running))
        ),
    }
}

/// `orders failed at 10ms and user panicked at 20ms`, of the services that are meant.
fn failures(run: &Run, meant: impl Fn(&str) -> bool) -> String {
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

/// Whether anybody ended after the first failure.
fn waited(run: &Run) -> bool {
    let failures = run.calls.iter().filter(|call| is_failure(call));
    let first = failures.filter_map(|call| call.end).min();
    run.calls.iter().any(|call| call.end > first)
}

fn is_failure(call: &Call) -> bool {
    matches!(call.ending, Ending::Failed | Ending::Panicked)
}

fn errors(answer: &Answer, which: impl Fn(ErrorKind) -> bool) -> Vec<&str> {
    let errors = answer.errors.iter();
    errors
        .filter(|failed| which(failed.error.kind()))
        .map(|failed| failed.service.as_str())
        .collect()
}

fn named(run: &Run, ending: Ending) -> Vec<&str> {
    names(run, |call| call.ending == ending)
}

/// Who ended last.
fn last(run: &Run) -> Vec<&str> {
    let end = run.calls.iter().filter_map(|call| call.end).max();
    names(run, |call| call.end.is_some() && call.end == end)
}

fn names(run: &Run, which: impl Fn(&Call) -> bool) -> Vec<&str> {
    let calls = run.calls.iter().filter(|call| which(call));
    calls.map(|call| call.name.as_str()).collect()
}

/// `1 call runs`, `2 calls run`
fn calls(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 call {one}"),
        _ => format!("{count} calls {many}"),
    }
}

const fn was(names: &[&str]) -> &'static str {
    if names.len() == 1 { "was" } else { "were" }
}

/// `user`, `user and orders`, `user, orders and notifications`
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

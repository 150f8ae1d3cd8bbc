//! Why a run ended as it did, in one sentence.

mod names;

use std::time::Duration;

use pattern_comparison::{Answer, Deadline, ErrorKind, Outcome, Run, Status};
use timeline::{Ending, short};

use self::names::{
    calls, errors, failures, is_failure, last, list, named, names, sections, waited, was,
};

/// One plain sentence about `run`, whose pattern was given `deadline`.
///
/// Names and times are those of the run: the sentence says nothing that the run does not show.
#[must_use]
pub fn why(run: &Run, deadline: Deadline) -> String {
    match &run.outcome {
        Outcome::Answered { answer, after } => answered(run, answer, *after, deadline),
        Outcome::Abandoned { after } => abandoned(run, *after),
        Outcome::Never { .. } => never(run),
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
                return format!("All services answered at {until}.");
            }
            format!("All services answered, {} last, at {until}.", list(&last))
        }
        Status::Partial if waited(run) => {
            format!(
                "{failures}; the pattern waited for the other calls until {until} and keeps their sections."
            )
        }
        Status::Partial => {
            let sent = sections(&named(run, Ending::Returned), "kept");
            format!("{failures}; {sent}.")
        }
        Status::Failed if blamed.len() == run.calls.len() => {
            let waited = match waited(run) {
                true => "the pattern waited for all, and ",
                false => "",
            };
            format!("{failures}: {waited}no section arrived.")
        }
        Status::Failed => {
            let stopped = named(run, Ending::Dropped);
            let lost = named(run, Ending::Returned);
            let unheard = names(run, |call| {
                is_failure(call) && !blamed.contains(&call.name.as_str())
            });
            let mut sentence = format!("{failures}, and the first failure ends the request");
            if !stopped.is_empty() {
                sentence += &format!(
                    ": {} {} cancelled immediately",
                    list(&stopped),
                    was(&stopped)
                );
            }
            if !lost.is_empty() {
                sentence += &format!("; {}", sections(&lost, "dropped"));
            }
            if !unheard.is_empty() {
                let (who, are) = (list(&unheard), was(&unheard));
                sentence += &format!("; {who} failed at the same instant and {are} not reported");
            }
            sentence + &runs_on(run, "; nothing stops the other tasks") + "."
        }
    }
}

fn at_the_deadline(run: &Run, answer: &Answer, late: &[&str], deadline: Deadline) -> String {
    let mut sentence = format!(
        "At the deadline, {deadline}, {} timed out and {} cancelled",
        list(late),
        was(late)
    );
    let early = failures(run, |service| !late.contains(&service));
    if !early.is_empty() {
        sentence += &format!("; {early}");
    }
    let sent = named(run, Ending::Returned);
    sentence += &match answer.status() {
        _ if sent.is_empty() => "; no section arrived".to_owned(),
        Status::Failed => format!("; {}", sections(&sent, "dropped")),
        Status::Complete | Status::Partial => format!("; {}", sections(&sent, "kept")),
    };
    sentence + "."
}

fn abandoned(run: &Run, after: Duration) -> String {
    let left = format!("The caller left at {}", short(after));
    let stopped = named(run, Ending::Dropped);
    if run.running() > 0 {
        return left + &runs_on(run, "; nothing owns the tasks") + ".";
    }
    let dropped = format!(
        "{left}: its future was dropped, which is how Rust cancels, and the tasks were dropped with it"
    );
    match stopped.len() {
        _ if run.calls.is_empty() => format!("{dropped} before they began: no call was made."),
        0 => format!("{left}; no call was running."),
        count => format!(
            "{dropped}; {} cancelled: {}.",
            calls(count, "was", "were"),
            list(&stopped)
        ),
    }
}

fn never(run: &Run) -> String {
    let waiting = named(run, Ending::Running);
    let failures = failures(run, |_| true);
    let but = if failures.is_empty() {
        String::new()
    } else {
        format!("{failures}, but ")
    };
    format!(
        "{but}{} never {}, and the deadline is ignored: the caller still waits.",
        list(&waiting),
        if waiting.len() == 1 {
            "answers"
        } else {
            "answer"
        }
    )
}

/// `, so 2 calls are still running: orders and notifications`, or nothing.
fn runs_on(run: &Run, because: &str) -> String {
    match run.running() {
        0 => String::new(),
        count => format!(
            "{because}, so {} still running: {}",
            calls(count, "is", "are"),
            list(&named(run, Ending::Running))
        ),
    }
}

//! A comparison as a timeline: each pattern with its calls, all on one axis.

use std::time::Duration;

use timeline::{Call, Ending, Level, Mark, Row, Timeline, short};

use crate::{
    Status,
    compare::{Comparison, Outcome, Run},
};

/// The label of the deadline's mark.
pub const DEADLINE: &str = "deadline";

/// The picture of a comparison.
#[must_use]
pub fn timeline(comparison: &Comparison) -> Timeline {
    timeline_of(comparison, &comparison.runs)
}

/// The picture of some of its runs.
pub fn timeline_of(comparison: &Comparison, runs: &[Run]) -> Timeline {
    let scenario = comparison.selection.scenario();
    let deadline = Duration::from(comparison.deadline);
    let leave = scenario.leave.map(Duration::from);
    Timeline {
        title: format!(
            "{} ({})",
            comparison.selection.title(),
            comparison.selection
        ),
        description: description(runs),
        rows: runs
            .iter()
            .flat_map(|run| {
                let calls = run.calls.iter().map(Call::to_row);
                let begun = |name: &str| run.calls.iter().any(|call| call.name == name);
                let others = scenario.services().map(|(name, _)| name);
                let others = others.into_iter().filter(move |name| !begun(name));
                std::iter::once(caller(run))
                    .chain(calls)
                    .chain(others.map(not_begun))
            })
            .collect(),
        marks: [(DEADLINE, Some(deadline)), ("the caller leaves at", leave)]
            .into_iter()
            .filter_map(|(label, at)| {
                Some(Mark {
                    label: label.to_owned(),
                    at: at?,
                    essential: false,
                })
            })
            .collect(),
    }
}

/// The caller's own bar, from its call to its answer.
fn caller(run: &Run) -> Row {
    let (end, ending) = match run.outcome {
        Outcome::Answered { after, ref answer } => (
            Some(after),
            match answer.status() {
                Status::Complete | Status::Partial => Ending::Returned,
                Status::Failed => Ending::Failed,
            },
        ),
        Outcome::Abandoned { after } => (Some(after), Ending::Dropped),
        Outcome::Never { .. } => (None, Ending::Running),
    };
    Row {
        label: run.name.to_owned(),
        level: Level::Caller,
        start: Duration::ZERO,
        end,
        ending,
        note: run.outcome.status().as_str().to_owned(),
    }
}

/// A call that was cancelled before it started: only its end.
fn not_begun(service: &str) -> Row {
    Row {
        label: service.to_owned(),
        level: Level::Call,
        start: Duration::ZERO,
        end: Some(Duration::ZERO),
        ending: Ending::Dropped,
        note: "not begun".to_owned(),
    }
}

/// The picture in words, for screen readers.
fn description(runs: &[Run]) -> String {
    let runs = runs.iter().map(|run| {
        let calls: Vec<_> = run
            .calls
            .iter()
            .map(|call| {
                let ending = call.ending.in_words();
                match call.end {
                    Some(end) => format!("{} {ending} at {}", call.name, short(end)),
                    None => format!("{} {ending}", call.name),
                }
            })
            .collect();
        let at = match run.outcome {
            Outcome::Answered { after, .. } | Outcome::Abandoned { after } => {
                format!(" at {}", short(after))
            }
            Outcome::Never { .. } => String::new(),
        };
        let calls = match calls.as_slice() {
            [] => "no call had begun".to_owned(),
            calls => calls.join(", "),
        };
        format!(
            "{}: {}{at}; {calls}.",
            run.name,
            run.outcome.status().as_str()
        )
    });
    runs.collect::<Vec<_>>().join(" ")
}

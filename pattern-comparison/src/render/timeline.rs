//! A comparison as a timeline: under each pattern's name its calls, all on one axis.

use std::time::Duration;

use shared_mocks::{Call, Level, Look, Mark, Row, Timeline, short};

use crate::{
    Status,
    compare::{Comparison, Outcome, Run},
};

/// What the deadline's mark says.
pub(super) const DEADLINE: &str = "deadline";

/// The picture of a comparison.
#[must_use]
pub fn timeline(comparison: &Comparison) -> Timeline {
    of_runs(comparison, &comparison.runs)
}

/// The picture of some of its runs.
pub(super) fn of_runs(comparison: &Comparison, runs: &[Run]) -> Timeline {
    let scenario = comparison.selection.scenario();
    let deadline = Duration::from(comparison.deadline);
    let leave = scenario.leave.map(Duration::from);
    Timeline {
        title: format!(
            "{} ({})",
            comparison.selection.title(),
            comparison.selection
        ),
        description: description(comparison, runs),
        rows: runs
            .iter()
            .flat_map(|run| {
                let calls = run
                    .calls
                    .iter()
                    .map(|call: &Call| call.to_row(Some(deadline)));
                let begun = |name: &str| run.calls.iter().any(|call| call.service == name);
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

/// The caller's own bar, from its question to what it got.
fn caller(run: &Run) -> Row {
    let (end, look) = match run.outcome {
        Outcome::Answered { after, ref answer } => (
            Some(after),
            match answer.status() {
                Status::Complete | Status::Partial => Look::Returned,
                Status::Failed => Look::Failed,
            },
        ),
        Outcome::Abandoned { after } => (Some(after), Look::Cancelled),
        Outcome::Never { .. } => (None, Look::Running),
    };
    Row {
        label: run.lane.to_string(),
        level: Level::Caller,
        start: Duration::ZERO,
        end,
        look,
        note: run.outcome.status().as_str().to_owned(),
    }
}

/// A call that was cancelled before it had begun: nothing but its end.
fn not_begun(service: &str) -> Row {
    Row {
        label: service.to_owned(),
        level: Level::Call,
        start: Duration::ZERO,
        end: Some(Duration::ZERO),
        look: Look::Cancelled,
        note: "not begun".to_owned(),
    }
}

/// The picture in words, for those who do not see it.
fn description(comparison: &Comparison, runs: &[Run]) -> String {
    let runs = runs.iter().map(|run| {
        let calls: Vec<_> = run
            .calls
            .iter()
            .map(|call| {
                let look = Look::of(call, Some(comparison.deadline.into())).as_str();
                match call.end {
                    Some(end) => format!("{} {look} at {}", call.service, short(end)),
                    None => format!("{} {look}", call.service),
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
            run.lane,
            run.outcome.status().as_str()
        )
    });
    runs.collect::<Vec<_>>().join(" ")
}

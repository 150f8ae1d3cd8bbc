//! What the page shows for a scenario: four pictures on one axis, with their facts.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};
use pattern_comparison::{BuiltIn, Comparison, ErrorReport, Outcome, Report, Run, RunStatus};
use serde::Serialize;
use shared_server::Refusal;

use super::HEADERS;
use crate::{
    App, Panel, aggregate::http_status, bad_request, compare::played, panels, query::Words, reach,
};

/// `GET /page/pictures?scenario=…&deadline=…&reach=…`: all four, on one axis.
pub(super) async fn pictures(State(app): State<App>, uri: Uri) -> Result<Response, Refusal> {
    let words = Words::of(&uri, &["scenario", "deadline", "reach"])?;
    let asked = words.ms("reach")?.map(checked).transpose()?;
    let comparison = played(&app, &words).await?;
    let reach = asked.unwrap_or_else(|| reach(&comparison));
    Ok((HEADERS, Json(Pictures::new(&comparison, reach))).into_response())
}

/// Twice the longest latency: there is nothing to see beyond it.
const FURTHEST: u64 = 120_000;

fn checked(reach: u64) -> Result<Duration, Refusal> {
    match reach {
        1..=FURTHEST => Ok(Duration::from_millis(reach)),
        _ => Err(bad_request(
            "reach",
            format_args!("an axis ends after 1 to {FURTHEST} ms"),
        )),
    }
}

/// Everything that the page shows for a scenario.
#[derive(Serialize)]
struct Pictures {
    report: Report,
    /// In canonical words.
    scenario: String,
    /// Of the built-in scenario with the same words.
    name: Option<&'static str>,
    reach_ms: u128,
    panels: Vec<Picture>,
}

#[derive(Serialize)]
struct Picture {
    pattern: &'static str,
    svg: String,
    status: RunStatus,
    /// The status over HTTP; none without an answer.
    http_status: Option<u16>,
    sections: usize,
    errors: Vec<ErrorReport>,
    answer_ms: Option<u128>,
    why: String,
    running: usize,
    cancelled: usize,
}

impl Pictures {
    fn new(comparison: &Comparison, reach: Duration) -> Self {
        let scenario = comparison.selection.scenario();
        let built_in = BuiltIn::ALL.into_iter().find(|it| it.scenario == scenario);
        let panels = panels(comparison, reach).into_iter();
        Self {
            report: Report::from(comparison),
            scenario: scenario.to_string(),
            name: built_in.map(|it| it.name),
            reach_ms: reach.as_millis(),
            panels: panels
                .zip(&comparison.runs)
                .map(|(panel, run)| Picture::new(panel, run))
                .collect(),
        }
    }
}

impl Picture {
    fn new(panel: Panel, run: &Run) -> Self {
        let answered = match &run.outcome {
            Outcome::Answered { answer, after } => Some((answer, after)),
            Outcome::Abandoned { .. } | Outcome::Never { .. } => None,
        };
        let errors = answered.map_or(&[][..], |(answer, _)| &answer.errors);
        Self {
            pattern: run.name,
            svg: panel.svg,
            why: panel.why,
            status: run.outcome.status(),
            http_status: answered.map(|(answer, _)| http_status(answer).as_u16()),
            sections: answered.map_or(0, |(answer, _)| answer.data.len()),
            errors: errors.iter().map(ErrorReport::from).collect(),
            answer_ms: answered.map(|(_, after)| after.as_millis()),
            running: run.running(),
            cancelled: run.cancelled(),
        }
    }
}

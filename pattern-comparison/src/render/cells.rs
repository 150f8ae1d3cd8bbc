//! What stands in the cells of a [`Table`](super::Table).

use std::time::Duration;

use tabled::settings::Color;

use crate::compare::{Outcome, Run, RunStatus};

pub(super) const fn status_color(status: RunStatus) -> Color {
    match status {
        RunStatus::Complete => Color::FG_GREEN,
        RunStatus::Partial => Color::FG_YELLOW,
        RunStatus::Failed => Color::FG_RED,
        RunStatus::Abandoned | RunStatus::Never => Color::FG_MAGENTA,
    }
}

pub(super) fn sections(run: &Run) -> String {
    let fetched = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.data.len(),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => 0,
    };
    format!("{fetched} of {}", crate::SERVICES.len())
}

pub(super) fn errors(run: &Run) -> String {
    // The longest name gets a line of its own, and the table fits a terminal of 80 columns.
    error_words(run, "\n  ").join("\n")
}

/// `service kind` of each error, with `gap` between them where they are long.
pub(super) fn error_words(run: &Run, gap: &str) -> Vec<String> {
    let errors = match &run.outcome {
        Outcome::Answered { answer, .. } => answer.errors.as_slice(),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => &[],
    };
    let words = errors.iter().map(|failed| {
        let (service, kind) = (&failed.service, failed.error.kind().as_str());
        let gap = if service.len() + kind.len() < 14 {
            " "
        } else {
            gap
        };
        format!("{service}{gap}{kind}")
    });
    words.collect()
}

pub(super) fn time_to_answer(run: &Run) -> String {
    match run.outcome {
        Outcome::Answered { after, .. } => format!("{}ms", after.as_millis()),
        Outcome::Abandoned { .. } | Outcome::Never { .. } => "–".to_owned(),
    }
}

pub(super) fn watched(run: &Run) -> Option<Duration> {
    match run.outcome {
        Outcome::Never { watched } => Some(watched),
        Outcome::Answered { .. } | Outcome::Abandoned { .. } => None,
    }
}

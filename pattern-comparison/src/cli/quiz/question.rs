//! What the quiz asks, what a guess may be, and what is true.

use std::fmt;

use shared_mocks::{Ending, Latency, short};

use crate::{
    SERVICES,
    compare::{Outcome, Run, RunStatus},
};

/// What is asked of every scenario; guesses and truths are compared as words.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question {
    Status,
    Time,
    Running,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status => {
                "What does the caller get? (c)omplete, (p)artial, (f)ailed, (a)bandoned, (n)ever"
            }
            Self::Time => "When? Such as 80ms or 1s, - for not at all",
            Self::Running => {
                "Who still runs then? u = user, o = orders, n = notifications, - = nobody"
            }
        })
    }
}

impl Question {
    /// A guess in the words of [`Question::truth`], or `None` if it is none.
    pub(super) fn guess(self, word: &str) -> Option<String> {
        match self {
            Self::Status => {
                let all = [
                    RunStatus::Complete,
                    RunStatus::Partial,
                    RunStatus::Failed,
                    RunStatus::Abandoned,
                    RunStatus::Never,
                ];
                let statuses = all.map(RunStatus::as_str);
                statuses
                    .into_iter()
                    .find(|status| status.starts_with(word))
                    .map(str::to_owned)
            }
            Self::Time if word == "-" => Some(NOT_AT_ALL.to_owned()),
            Self::Time => word.parse::<Latency>().ok().map(|time| time.to_string()),
            Self::Running if word == "-" => Some(NOBODY.to_owned()),
            Self::Running => {
                let initials: Vec<_> = SERVICES.iter().map(|name| &name[..1]).collect();
                let known = word
                    .chars()
                    .all(|letter| initials.contains(&&*letter.to_string()));
                known.then(|| names(|service| word.contains(&service[..1])))
            }
        }
    }

    pub(super) fn truth(self, run: &Run) -> String {
        match self {
            Self::Status => run.outcome.status().as_str().to_owned(),
            Self::Time => match run.outcome {
                Outcome::Answered { after, .. } => short(after),
                Outcome::Abandoned { .. } | Outcome::Never { .. } => NOT_AT_ALL.to_owned(),
            },
            Self::Running => {
                let running = |service: &str| {
                    let mut calls = run.calls.iter().filter(|call| call.service == service);
                    calls.any(|call| call.ending == Ending::Running)
                };
                names(running)
            }
        }
    }
}

const NOT_AT_ALL: &str = "not at all";
const NOBODY: &str = "nobody";

fn names(chosen: impl Fn(&str) -> bool) -> String {
    let names: Vec<_> = SERVICES
        .into_iter()
        .filter(|service| chosen(service))
        .collect();
    if names.is_empty() {
        NOBODY.to_owned()
    } else {
        names.join(" and ")
    }
}

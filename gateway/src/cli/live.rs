//! `live`: the comparison over real loopback HTTP, beside the one in virtual time.

use std::{error::Error, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use pattern_comparison::{Pattern, Table, cli::Question, compare::in_virtual_time};
use shared_terminal::print;

use crate::live;

#[derive(Debug, Args)]
#[command(after_help = pattern_comparison::cli::help())]
pub(super) struct Live {
    #[command(flatten)]
    question: Question,
}

impl Live {
    pub(super) fn run(&self) -> Result<(), Box<dyn Error>> {
        let question = &self.question;
        let selections = question.selections();
        let progress = progress(selections.len() * Pattern::ALL.len());
        for selection in selections {
            progress.set_message(selection.to_string());
            let measured = live(selection, question.deadline, |_| progress.inc(1))?;
            let exact = in_virtual_time(selection, question.deadline);
            let page = question.show(&measured, Table::new(&measured).beside(&exact))?;
            // The bar makes room, so that it never stands in the middle of a table.
            progress.suspend(|| print(&page))?;
        }
        progress.finish_and_clear();
        Ok(print(&question.legend())?)
    }
}

/// On stderr and only on a terminal.
fn progress(answers: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} answers  {elapsed}  {msg}");
    let progress = ProgressBar::new(answers as u64)
        .with_style(style.expect("the template is a constant without a fault"));
    // So that time is seen to pass while no pattern answers.
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}

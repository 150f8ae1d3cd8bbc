//! `live`: the comparison over real loopback HTTP, beside the one in virtual time.

use std::{error::Error, time::Duration};

use clap::Args;
use pattern_comparison::{Pattern, Table, cli::Question, compare::in_virtual_time};
use shared_terminal::{print, progress_bar};

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
        let answers = selections.len() * Pattern::ALL.len();
        let progress = progress_bar(answers as u64, "{pos}/{len} answers  {elapsed}  {wide_msg}");
        // Ticks, so that time is seen to pass while no pattern answers.
        progress.enable_steady_tick(Duration::from_millis(100));
        for selection in selections {
            progress.set_message(selection.to_string());
            let measured = live(selection, question.deadline, |_| progress.inc(1))?;
            let exact = in_virtual_time(selection, question.deadline);
            let page = question.show(&measured, Table::new(&measured).beside(&exact))?;
            // The bar makes room: it never stands in the middle of a table.
            progress.suspend(|| print(&page))?;
        }
        progress.finish_and_clear();
        Ok(print(&question.legend())?)
    }
}

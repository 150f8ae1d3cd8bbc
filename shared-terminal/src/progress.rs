//! A progress bar where a person sees it.

use std::{
    env,
    io::{self, IsTerminal},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr for `length` steps, drawn only on a terminal that can move its cursor.
///
/// `words` stand behind the bar, in indicatif's template language; end them with `{wide_msg}`, which
/// is cut at the terminal's edge.
///
/// # Panics
/// If `words` do not parse as a template.
#[must_use]
pub fn progress_bar(length: u64, words: &str) -> ProgressBar {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let target = match io::stderr().is_terminal() && !is_dumb {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let style = ProgressStyle::with_template(&format!("{{bar:20}} {words}"));
    ProgressBar::with_draw_target(Some(length), target)
        .with_style(style.expect("the template is a constant of the program"))
}

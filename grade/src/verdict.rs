//! What a learner reads: a checklist, then a verdict.

use crate::{
    judge::{self, Outcome},
    kata::{Kata, Suite},
    mistakes::Table,
};

/// Long enough for a picture; what comes behind it repeats itself.
const LINES: usize = 60;

/// Judges one kata, and tells whether every promise holds.
pub(crate) fn judge(kata: &Kata, suite: Suite) -> Result<bool, String> {
    println!("{}\n", kata.name);
    judge::build(kata, suite.target())?;
    let outcome = judge::run(kata, suite.target(), "", |name, passed| {
        let mark = if passed { '✓' } else { '✗' };
        println!("  {mark} {}", in_words(name));
    })?;
    println!("\n{}", verdict(kata, suite, &outcome));
    Ok(all_hold(&outcome))
}

fn all_hold(outcome: &Outcome) -> bool {
    outcome.stopped.is_none() && outcome.failed().next().is_none() && outcome.passed() > 0
}

fn verdict(kata: &Kata, suite: Suite, outcome: &Outcome) -> String {
    let (passed, all) = (outcome.passed(), outcome.tests.len());
    if let Some(stopped) = &outcome.stopped {
        return format!("The judge stopped after {all} tests:\n\n{stopped}\n");
    }
    if all_hold(outcome) {
        let next = match suite {
            Suite::Core => format!("Go on with `cargo grade {} --stretch`.", kata.name),
            Suite::Stretch => "Core and stretch are yours.".to_owned(),
        };
        return format!("All {all} promises hold. {next}\n");
    }
    let mut verdict = format!("{passed} of {all} promises hold.\n");
    if let Some(first) = outcome.failed().next() {
        let message = outcome.messages.get(first).map_or("", String::as_str);
        let message: Vec<_> = message.trim().lines().take(LINES).collect();
        verdict += &format!(
            "\nFirst broken: {}\n\n{}\n",
            in_words(first),
            message.join("\n")
        );
    }
    verdict + &likeness(kata, suite, outcome)
}

/// Which known mistake it fails like; nothing where none fails exactly so.
fn likeness(kata: &Kata, suite: Suite, outcome: &Outcome) -> String {
    let Ok(table) = Table::load(kata) else {
        return String::new();
    };
    let like = table.like(outcome, suite).into_iter().map(|mistake| {
        let hint = mistake.hint.and_then(|number| {
            let title = kata.hint(number)?;
            Some(format!(
                "\n  Hint {number} in {}/HINTS.md: {title}",
                kata.name
            ))
        });
        format!(
            "\nYour answer fails exactly as the kept mistake `{}` does:\n  {}{}\n",
            mistake.name,
            mistake.thought,
            hint.unwrap_or_default(),
        )
    });
    like.collect()
}

/// `c05_returns_at_once` as `c05 returns at once`
fn in_words(name: &str) -> String {
    name.replace('_', " ")
}

//! `compare --quiz`: asks what will happen, then shows it.

mod question;

use std::{
    error::Error,
    fmt,
    io::{self, BufRead},
    process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use self::question::Question;
use super::print;
use crate::{
    compare::Comparison,
    render::{Table, heading, timeline},
};

/// Asks about each comparison, reveals it, and keeps the score; ends early with the input.
pub(super) fn run(comparisons: &[Comparison]) -> Result<(), Box<dyn Error>> {
    let score = Arc::new(Score::default());
    let at_interrupt = Arc::clone(&score);
    ctrlc::set_handler(move || {
        // Nothing is open and nothing half written: the score is all that is owed.
        let _ = print(&format!("\n\n{at_interrupt}\n"));
        process::exit(130);
    })?;

    let mut input = io::stdin().lock();
    print(WELCOME)?;
    for comparison in comparisons {
        print(&format!("\n{}\n", heading(comparison)))?;
        let Some(wrong) = ask_all(comparison, &mut input, &score)? else {
            print("\n\n")?;
            break;
        };
        print(&format!("\n{}\n", reveal(comparison)))?;
        print(&format!("{wrong}{score}\n"))?;
    }
    Ok(print(&format!("{score} Goodbye.\n"))?)
}

const WELCOME: &str = "\
Before each picture, three questions. Answer each with four words, for join-all,
channels, timeout-hybrid and fail-fast, or with one for all. Ctrl-D ends the quiz.
";

/// The three questions about one comparison: what was wrong, or `None` at the end of the input.
fn ask_all(
    comparison: &Comparison,
    input: &mut impl BufRead,
    score: &Score,
) -> io::Result<Option<String>> {
    let mut wrong = String::new();
    for question in [Question::Status, Question::Time, Question::Running] {
        let Some(guesses) = ask(question, comparison.runs.len(), input)? else {
            return Ok(None);
        };
        for (run, guess) in comparison.runs.iter().zip(guesses) {
            let truth = question.truth(run);
            score.count(guess == truth);
            if guess != truth {
                let page = run.lane.name().replace('-', "_");
                wrong += &format!(
                    "{}: you said {guess}, it is {truth}. Read pattern-comparison/src/patterns/{page}.rs\n",
                    run.lane
                );
            }
        }
    }
    Ok(Some(wrong))
}

/// Asks until there is an answer that can be understood, or no more input.
fn ask(
    question: Question,
    lanes: usize,
    input: &mut impl BufRead,
) -> io::Result<Option<Vec<String>>> {
    loop {
        print(&format!("{question}\n> "))?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match understand(question, lanes, &line) {
            Ok(guesses) => return Ok(Some(guesses)),
            Err(complaint) => print(&format!("{complaint}\n"))?,
        }
    }
}

fn understand(question: Question, lanes: usize, line: &str) -> Result<Vec<String>, String> {
    let guesses = line
        .split_whitespace()
        .map(|word| {
            question
                .guess(word)
                .ok_or_else(|| format!("I do not understand {word:?}."))
        })
        .collect::<Result<Vec<_>, _>>()?;
    match guesses.len() {
        1 => Ok(vec![guesses[0].clone(); lanes]),
        count if count == lanes => Ok(guesses),
        count => Err(format!("One word or {lanes}, please, not {count}.")),
    }
}

fn reveal(comparison: &Comparison) -> String {
    format!(
        "{}\n{}",
        Table::new(comparison).body(),
        timeline(comparison).to_text(80)
    )
}

/// Shared with the handler of Ctrl-C, which runs on a thread of its own.
#[derive(Debug, Default)]
struct Score {
    right: AtomicUsize,
    asked: AtomicUsize,
}

impl Score {
    fn count(&self, right: bool) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.right.fetch_add(usize::from(right), Ordering::Relaxed);
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (right, asked) = (&self.right, &self.asked);
        write!(
            f,
            "{} of {} right so far.",
            right.load(Ordering::Relaxed),
            asked.load(Ordering::Relaxed)
        )
    }
}

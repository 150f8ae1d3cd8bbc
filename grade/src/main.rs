//! `cargo grade KATA`: judges your `src/exercise.rs` and ends with a verdict.
//!
//! ```sh
//! cargo grade kata01
//! cargo grade kata01 --stretch
//! cargo grade
//! ```
//!
//! It runs the kata's own tests through cargo, shows them as a checklist, and compares the tests that
//! fail with those that each kept mistake fails. Without a name it judges every kata that you have
//! started. The exit code is 0 only if every promise holds.
//!
//! For maintainers: `cargo grade --check` sees to it that no test passes on a stub and that every
//! kept mistake is caught; `cargo grade --bless` writes the tables of mistakes anew.

mod check;
mod judge;
mod kata;
mod mistakes;
mod verdict;

use std::{env, process::ExitCode};

use kata::{Kata, Suite};

const USAGE: &str = "\
Judges your src/exercise.rs.

  cargo grade KATA             the core: passing it is passing the kata
  cargo grade KATA --stretch   what goes beyond
  cargo grade                  every kata that you have started

KATA is a folder's name, or its beginning: kata01
";

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything that was asked for holds.
fn run(args: Vec<String>) -> Result<bool, String> {
    let (mut names, mut suite, mut maintain) = (Vec::new(), Suite::Core, None);
    for arg in args {
        match arg.as_str() {
            "--stretch" => suite = Suite::Stretch,
            "--check" => maintain = Some(check::Mode::Check),
            "--bless" => maintain = Some(check::Mode::Bless),
            "-h" | "--help" => {
                print!("{USAGE}");
                return Ok(true);
            }
            flag if flag.starts_with('-') => {
                return Err(format!("no flag {flag:?}\n\n{USAGE}"));
            }
            _ => names.push(arg),
        }
    }
    if let Some(mode) = maintain {
        return check::all(&chosen(&names, Kata::all()?)?, mode);
    }
    let mut katas = Kata::all()?;
    // An application is to be read: it has no stub.
    katas.retain(Kata::has_stub);
    let katas = chosen(&names, katas)?;
    let started: Vec<_> = match names.as_slice() {
        [] => katas
            .into_iter()
            .filter(mistakes::Table::is_started)
            .collect(),
        _ => katas,
    };
    if started.is_empty() {
        println!("You have not started a kata yet. Begin with kata01-aggregator/README.md.");
        return Ok(false);
    }
    let mut all_hold = true;
    for kata in &started {
        all_hold &= verdict::judge(kata, suite)?;
    }
    Ok(all_hold)
}

/// The katas that are named, or all where none is.
fn chosen(names: &[String], all: Vec<Kata>) -> Result<Vec<Kata>, String> {
    if names.is_empty() {
        return Ok(all);
    }
    let known = all.iter().map(|kata| kata.name.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    names
        .iter()
        .map(|name| {
            let mut found = all.iter().filter(|kata| kata.name.starts_with(name));
            match (found.next(), found.next()) {
                (Some(kata), None) => Ok(kata.clone()),
                _ => Err(format!("no kata {name:?}: choose {known}")),
            }
        })
        .collect()
}

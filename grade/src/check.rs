//! The maintainers' check: the judges are judged, and the tables of mistakes are fresh.
//!
//! Only for the stub as it is published: a learner's solved exercise rightly breaks it.

use std::{collections::BTreeSet, fs};

use crate::{
    judge::{self, Outcome},
    kata::{Kata, Suite},
    mistakes::{Mistake, Table},
};

/// What to do with a table that has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Fail.
    Check,
    /// Write it anew.
    Bless,
}

/// Whether no test passes on a stub, every mistake fails a test, and every table is fresh.
pub(crate) fn all(katas: &[Kata], mode: Mode) -> Result<bool, String> {
    let mut good = true;
    for kata in katas {
        println!("{}", kata.name);
        if kata.has_stub() {
            good &= is_red(kata, Suite::Core)? & is_red(kata, Suite::Stretch)?;
        }
        let mut mistakes = Vec::new();
        for target in ["mistakes", "http_mistakes"] {
            mistakes.extend(judged(kata, target)?);
        }
        for mistake in &mistakes {
            good &= is_caught(mistake);
        }
        if kata.has_stub() {
            good &= is_fresh(kata, mistakes, mode)?;
        }
    }
    Ok(good)
}

/// Whether every test of the judge fails on the stub.
fn is_red(kata: &Kata, suite: Suite) -> Result<bool, String> {
    let target = suite.target();
    judge::build(kata, target)?;
    let outcome = judge::run(kata, target, "", |_, _| {})?;
    let (red, all) = (outcome.failed().count(), outcome.tests.len());
    let good = red == all && all > 0 && outcome.stopped.is_none();
    let mark = if good { "all" } else { "NOT all:" };
    println!("  stub ({target}): {mark} red, {red} of {all}");
    Ok(good)
}

/// Every mistake of a target with what it breaks. Each runs by itself: one that the judge has to
/// stop takes its whole process with it.
fn judged(kata: &Kata, target: &str) -> Result<Vec<Mistake>, String> {
    if !kata.dir.join("tests").join(target).is_dir() {
        return Ok(Vec::new());
    }
    judge::build(kata, target)?;
    let tests = judge::list(kata, target)?;
    let modules = tests.iter().filter_map(|test| test.split_once("::"));
    // Helpers of the suite have tests of their own, and no file among the mistakes.
    let names: BTreeSet<_> = modules
        .map(|(module, _)| module)
        .filter(|name| Mistake::file(kata, target, name).is_file())
        .collect();
    names
        .into_iter()
        .map(|name| {
            let Outcome { tests, stopped, .. } =
                judge::run(kata, target, &format!("{name}::"), |_, _| {})?;
            let mut mistake = Mistake::read(kata, target, name)?;
            mistake.stops_the_judge = stopped.is_some();
            if !mistake.stops_the_judge {
                let broken = tests.into_iter().filter(|(_, passed)| !passed);
                mistake.breaks = broken.map(|(test, _)| test).collect();
            }
            Ok(mistake)
        })
        .collect()
}

fn is_caught(mistake: &Mistake) -> bool {
    let Mistake { name, breaks, .. } = mistake;
    if mistake.stops_the_judge {
        println!("  stopped: {name}");
    } else if breaks.is_empty() {
        println!("  NOT caught: {name}");
        return false;
    } else {
        println!("  caught: {name}");
        for test in breaks {
            println!("      by {test}");
        }
    }
    true
}

fn is_fresh(kata: &Kata, mistakes: Vec<Mistake>, mode: Mode) -> Result<bool, String> {
    let stub = kata.fingerprint()?;
    let table = Table { stub, mistakes };
    let path = Table::path(kata);
    if mode == Mode::Bless {
        let written = fs::write(&path, table.print());
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    let fresh = Table::load(kata).as_ref() == Ok(&table);
    if !fresh {
        println!("  STALE: {}: cargo grade --bless", path.display());
    }
    Ok(fresh)
}

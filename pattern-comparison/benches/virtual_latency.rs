//! What the caller waits, exact, for each built-in scenario under each pattern.
//!
//! **Measures** virtual time: the paused clock of a runtime, which moves only while everybody waits.
//! So the figures are those of the script, to the millisecond, and the same on every machine.
//!
//! **Distorted by** nothing, and that is what it leaves out: the work itself takes no time here. See
//! `overhead` for that.
//!
//! **Baseline**: the slowest service of the scenario.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench virtual_latency
//! ```

use pattern_comparison::{
    BuiltIn, Deadline, Outcome, Pattern, Run, Selection, compare::in_virtual_time,
};
use shared_bench::Options;
use tabled::{builder::Builder, settings::Style};
use timeline::short;

fn main() {
    let options = Options::from_args();
    let deadline = Deadline::default();
    let mut table = Builder::default();
    let patterns = Pattern::ALL.map(|pattern| pattern.name().to_owned());
    table.push_record([["the caller waits".to_owned()].as_slice(), &patterns].concat());
    for built_in in BuiltIn::ALL.into_iter().filter(|it| options.wants(it.name)) {
        let selection = Selection::BuiltIn(built_in);
        let comparison = in_virtual_time(selection, deadline);
        let waits = comparison.runs.iter().map(wait);
        table.push_record([built_in.name.to_owned()].into_iter().chain(waits));
    }
    println!("{}\n", table.build().with(Style::markdown()));
}

fn wait(run: &Run) -> String {
    match run.outcome {
        Outcome::Answered { after, .. } => short(after),
        Outcome::Abandoned { after } => format!("leaves at {}", short(after)),
        Outcome::Never { .. } => "never returns".to_owned(),
    }
}

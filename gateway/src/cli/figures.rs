//! `figures DIR`: the timelines that the pages show.

use std::{error::Error, fs, path::PathBuf};

use clap::Args;
use pattern_comparison::{
    BuiltIn, Deadline, Selection, compare::in_virtual_time, render::timeline,
};
use shared_terminal::print;

#[derive(Debug, Args)]
pub(super) struct Figures {
    /// Where to write them; created if it does not exist
    dir: PathBuf,
}

impl Figures {
    pub(super) fn run(&self) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(&self.dir)
            .map_err(|error| format!("cannot make {}: {error}", self.dir.display()))?;
        for built_in in BuiltIn::ALL {
            let comparison = in_virtual_time(Selection::BuiltIn(built_in), Deadline::default());
            let file = self.dir.join(built_in.name).with_extension("svg");
            fs::write(&file, timeline(&comparison).to_svg())
                .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
            print(&format!("{}\n", file.display()))?;
        }
        Ok(())
    }
}

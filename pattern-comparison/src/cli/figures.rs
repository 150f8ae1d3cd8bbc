//! `figures DIR`: the timelines that the pages show.

use std::{error::Error, fs, path::PathBuf};

use clap::Args;
use shared_mocks::Latency;

use crate::{
    BuiltIn, Selection,
    compare::{Lane, in_virtual_time},
    render::timeline,
};

#[derive(Debug, Args)]
pub(super) struct Figures {
    /// Where to write them; made if it is not there
    dir: PathBuf,
}

/// The deadline of the figures, the command's default.
const DEADLINE: Latency = match Latency::from_millis(1_000) {
    Some(deadline) => deadline,
    None => Latency::MAX,
};

impl Figures {
    pub(super) fn run(&self) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(&self.dir)
            .map_err(|error| format!("cannot make {}: {error}", self.dir.display()))?;
        for built_in in BuiltIn::ALL {
            let lanes = &Lane::PATTERNS;
            let comparison = in_virtual_time(Selection::BuiltIn(built_in), DEADLINE, lanes)?;
            let file = self.dir.join(built_in.name).with_extension("svg");
            fs::write(&file, timeline(&comparison).to_svg())
                .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
            super::print(&format!("{}\n", file.display()))?;
        }
        Ok(())
    }
}

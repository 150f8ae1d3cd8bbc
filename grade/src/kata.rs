//! The judged crates of the workspace, as folders.

use std::{fs, path::PathBuf};

/// Which half of a judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suite {
    /// The promises of the page: passing them is passing the kata.
    Core,
    /// What goes beyond.
    Stretch,
}

impl Suite {
    /// The test target that binds it to the learner's answer.
    pub(crate) const fn target(self) -> &'static str {
        match self {
            Self::Core => "exercise",
            Self::Stretch => "exercise_stretch",
        }
    }
}

/// A folder with a judge and kept mistakes; a kata has a stub besides.
#[derive(Debug, Clone)]
pub(crate) struct Kata {
    /// The folder's name, which is the package's.
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
}

impl Kata {
    /// Every judged crate, in the order of their names.
    pub(crate) fn all() -> Result<Vec<Self>, String> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let entries = fs::read_dir(&root)
            .map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        let mut katas: Vec<_> = entries
            .flatten()
            .map(|entry| Self {
                name: entry.file_name().to_string_lossy().into_owned(),
                dir: entry.path(),
            })
            .filter(|kata| kata.dir.join("tests/mistakes/main.rs").is_file())
            .collect();
        katas.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(katas)
    }

    fn stub(&self) -> PathBuf {
        self.dir.join("src/exercise.rs")
    }

    /// Whether there is something to solve.
    pub(crate) fn has_stub(&self) -> bool {
        self.stub().is_file()
    }

    /// A number that changes with the stub (FNV-1a), whatever the system's line ends.
    pub(crate) fn fingerprint(&self) -> Result<u64, String> {
        let text = read(self.stub())?;
        let bytes = text.bytes().filter(|byte| *byte != b'\r');
        Ok(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// The title of hint `number` in `HINTS.md`: its n-th section.
    pub(crate) fn hint(&self, number: usize) -> Option<String> {
        let hints = read(self.dir.join("HINTS.md")).ok()?;
        let mut titles = hints.lines().filter_map(|line| line.strip_prefix("## "));
        titles.nth(number.checked_sub(1)?).map(str::to_owned)
    }
}

/// A file's text, or an error that names it.
pub(crate) fn read(path: PathBuf) -> Result<String, String> {
    fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

//! The memory and file descriptors of the process.

use std::{fmt, fs};

use memory_stats::memory_stats;

/// 0 where the system does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Used {
    kib: usize,
    files: usize,
}

impl Used {
    pub(crate) fn now() -> Self {
        Self {
            kib: memory_stats().map_or(0, |memory| memory.physical_mem / 1024),
            files: fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
        }
    }

    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            kib: self.kib.max(other.kib),
            files: self.files.max(other.files),
        }
    }

    /// Whether it grew by more than the allocator's noise and a few closing sockets.
    pub(crate) fn is_growth_from(self, baseline: Self) -> bool {
        self.kib > baseline.kib * 5 / 4 + 4 * 1024 || self.files > baseline.files + 4
    }
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KiB and {} file descriptors", self.kib, self.files)
    }
}

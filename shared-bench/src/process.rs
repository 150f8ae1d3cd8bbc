//! What this process has used.

use std::time::Duration;

use cpu_time::ProcessTime;
use memory_stats::memory_stats;

/// Processor time of all threads since the process began, the system's work for it included.
///
/// # Panics
/// If the system does not tell.
#[must_use]
pub fn cpu() -> Duration {
    ProcessTime::now().as_duration()
}

/// Bytes of memory that are in the machine's own, or `None` where the system does not tell.
#[must_use]
pub fn resident() -> Option<usize> {
    memory_stats().map(|memory| memory.physical_mem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_processor_time() {
        let before = cpu();
        while cpu() == before {
            std::hint::spin_loop();
        }
    }

    #[test]
    fn what_is_written_to_is_resident() {
        const MIB: usize = 1 << 20;
        let Some(before) = resident() else {
            return;
        };
        let written = std::hint::black_box(vec![1_u8; 64 * MIB]);
        assert!(resident().expect("it told before") > before + 32 * MIB);
        drop(written);
    }
}

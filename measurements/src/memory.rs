//! Bytes, as a criterion measurement.

use criterion::{
    Throughput,
    measurement::{Measurement, ValueFormatter},
};

/// Bytes: give them back from a bencher's `iter_custom`.
///
/// What a process once had its allocator keeps for the next: weigh each sample in a process of its
/// own, with [`resident`] before and after.
///
/// # Panics
/// In a bencher's `iter`, which weighs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory;

/// Bytes of this process that are in the machine's memory, or `None` where the system does not tell.
#[must_use]
pub fn resident() -> Option<usize> {
    memory_stats::memory_stats().map(|memory| memory.physical_mem)
}

impl Measurement for Memory {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {
        panic!("`iter` weighs nothing: use `iter_custom`");
    }

    fn end(&self, (): ()) -> f64 {
        0.0
    }

    fn add(&self, one: &f64, other: &f64) -> f64 {
        one + other
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter
    }
}

struct Formatter;

impl ValueFormatter for Formatter {
    fn format_value(&self, bytes: f64) -> String {
        format!("{bytes:.0} B")
    }

    fn scale_values(&self, _typical: f64, _values: &mut [f64]) -> &'static str {
        "bytes"
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        "bytes"
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "bytes"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_pages_are_resident() {
        const MIB: usize = 1 << 20;
        let Some(before) = resident() else {
            return;
        };
        let written = std::hint::black_box(vec![1_u8; 64 * MIB]);
        assert!(resident().expect("it told before") > before + 32 * MIB);
        drop(written);
    }
}

//! Times the baseline, both measured in the same instant.

use std::time::Duration;

use criterion::{
    Criterion, SamplingMode, Throughput,
    measurement::{Measurement, ValueFormatter},
};

use crate::turns::alternate;

/// How many times as long as the baseline, as [`compare`] measures it.
///
/// Criterion runs one benchmark to its end before the next one. On a machine with other work the two
/// meet different loads. Here contender and baseline take turns of a few milliseconds, and the value is
/// the median of the turns' ratios: what disturbs one disturbs both.
///
/// # Panics
/// In a bencher's `iter`, which knows no baseline: use [`compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio;

/// A group with a line for each of the named `contenders`, in times of the first of them.
///
/// `run` does so many iterations with a contender and tells how long they took, in time or CPU time. The
/// first line is the baseline against itself: how far it is from 1 is the machine's noise.
///
/// # Panics
/// If there is no contender.
pub fn compare<C>(
    criterion: &mut Criterion<Ratio>,
    title: &str,
    contenders: &[(&str, C)],
    run: impl Fn(&C, u64) -> Duration,
) {
    let [(_, baseline), ..] = contenders else {
        panic!("{title}: nothing to compare");
    };
    let mut group = criterion.benchmark_group(title);
    // As many turns in the first sample as in the last.
    group.sampling_mode(SamplingMode::Flat);
    for (name, contender) in contenders {
        let mut expected = 1.0;
        group.bench_function(*name, |bencher| {
            bencher.iter_custom(|iterations| {
                let contender = |times| run(contender, times);
                let baseline = |times| run(baseline, times);
                // Criterion divides by the iterations.
                alternate(iterations, &mut expected, contender, baseline) * iterations as f64
            });
        });
    }
    group.finish();
}

impl Measurement for Ratio {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {
        panic!("a ratio has two sides: use `compare`");
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

const UNIT: &str = "times the baseline";

impl ValueFormatter for Formatter {
    fn format_value(&self, ratio: f64) -> String {
        format!("{ratio:.2}x")
    }

    fn scale_values(&self, _typical: f64, _values: &mut [f64]) -> &'static str {
        UNIT
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        UNIT
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        UNIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_written_in_times() {
        assert_eq!(Ratio.formatter().format_value(1.504), "1.50x");
    }
}

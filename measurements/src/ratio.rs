//! Times the baseline, both measured in the same instant.

use std::time::Duration;

use criterion::{
    Criterion, SamplingMode, Throughput,
    measurement::{Measurement, ValueFormatter},
};

/// How many times as long as the baseline: the value that [`alternate`] and [`compare`] give.
///
/// Criterion runs one benchmark to its end before the next one. On a machine with other work the two
/// meet different loads, and so does their ratio. Here contender and baseline take turns of a few
/// milliseconds: what disturbs the one disturbs the other.
///
/// # Panics
/// In a bencher's `iter`, which knows no baseline: use [`compare`], or `iter_custom` and [`alternate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio;

/// Turns in a sample: odd, so that their median is one of them.
const TURNS: u64 = 7;

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
        group.bench_function(*name, |bencher| {
            bencher.iter_custom(|iterations| {
                alternate(iterations, |n| run(contender, n), |n| run(baseline, n))
            });
        });
    }
    group.finish();
}

/// Runs `contender` and `baseline` in turns, `iterations` times each, and compares them.
///
/// Each is given a number of iterations and tells how long they took, in time or CPU time. The value is the median of the turns' own ratios, times `iterations`
/// for criterion to divide by; a turn that the system interrupts does not count.
pub fn alternate(
    iterations: u64,
    mut contender: impl FnMut(u64) -> Duration,
    mut baseline: impl FnMut(u64) -> Duration,
) -> f64 {
    let turns = TURNS.min(iterations);
    let mut ratios: Vec<f64> = (0..turns)
        .map(|turn| {
            let share = iterations / turns + u64::from(turn < iterations % turns);
            // The second finds the machine warm: each is second in turn.
            let (time, unit) = if turn % 2 == 0 {
                let time = contender(share);
                (time, baseline(share))
            } else {
                let unit = baseline(share);
                (contender(share), unit)
            };
            time.as_secs_f64() / unit.as_secs_f64().max(f64::EPSILON)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    median * iterations as f64
}

impl Measurement for Ratio {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {
        panic!("a ratio has two sides: use `iter_custom` and `alternate`");
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
    use std::cell::RefCell;

    use super::*;

    fn took(ns: u64) -> impl Fn(u64) -> Duration {
        move |iterations| Duration::from_nanos(ns * iterations)
    }

    #[test]
    fn three_times_as_long_is_three_per_iteration() {
        assert_eq!(alternate(1, took(30), took(10)), 3.0);
        assert_eq!(alternate(1_000, took(30), took(10)), 3_000.0);
    }

    #[test]
    fn both_run_every_iteration_and_take_turns() {
        let runs = RefCell::new(Vec::new());
        let side = |name| {
            let runs = &runs;
            move |iterations| {
                runs.borrow_mut().push((name, iterations));
                Duration::from_nanos(iterations)
            }
        };
        alternate(17, side('c'), side('b'));
        let runs = runs.into_inner();
        let order: String = runs.iter().map(|(name, _)| name).collect();
        assert_eq!(order, "cbbccbbccbbccb");
        let total = |side| -> u64 { runs.iter().filter(|it| it.0 == side).map(|it| it.1).sum() };
        assert_eq!((total('c'), total('b')), (17, 17));
    }

    #[test]
    fn one_interrupted_turn_does_not_count() {
        let mut turn = 0;
        let contender = |iterations| {
            turn += 1;
            let interruption = if turn == 3 { 1_000_000 } else { 0 };
            Duration::from_nanos(20 * iterations + interruption)
        };
        assert_eq!(alternate(70, contender, took(10)), 140.0);
    }

    #[test]
    fn a_ratio_is_written_in_times() {
        assert_eq!(Ratio.formatter().format_value(1.504), "1.50x");
    }
}

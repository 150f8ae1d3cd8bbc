//! Times the baseline, both measured in the same instant.

use std::time::Duration;

use criterion::{
    Criterion, SamplingMode, Throughput,
    measurement::{Measurement, ValueFormatter},
};

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

/// Turns in a sample: odd, so that their median is one of them; many, as a short turn is seldom
/// interrupted.
const TURNS: u64 = 15;

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
        let mut ratio = 1.0;
        group.bench_function(*name, |bencher| {
            bencher.iter_custom(|iterations| {
                let contender = |times| run(contender, times);
                ratio = alternate(iterations, ratio, contender, |times| run(baseline, times));
                // Criterion divides by the iterations.
                ratio * iterations as f64
            });
        });
    }
    group.finish();
}

/// Runs `contender` so many `iterations` in all, each turn followed by one of `baseline` that takes as
/// long, and gives the median of the turns' ratios.
///
/// What a turn costs beside its iterations, such as waking a thread, has then the same share on both
/// sides. The baseline runs `expected` times as often for it: the ratio of the sample before.
fn alternate(
    iterations: u64,
    expected: f64,
    mut contender: impl FnMut(u64) -> Duration,
    mut baseline: impl FnMut(u64) -> Duration,
) -> f64 {
    let each = |took: Duration, times: u64| took.as_secs_f64().max(1e-9) / times as f64;
    let turns = TURNS.min(iterations);
    let mut ratios: Vec<f64> = (0..turns)
        .map(|turn| {
            let times = iterations / turns + u64::from(turn < iterations % turns);
            let as_long = (times as f64 * expected).round().max(1.0) as u64;
            // The second finds the machine warm: each is second in turn.
            let (time, unit) = if turn % 2 == 0 {
                let time = contender(times);
                (time, baseline(as_long))
            } else {
                let unit = baseline(as_long);
                (contender(times), unit)
            };
            each(time, times) / each(unit, as_long)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(expected)
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
    use std::cell::RefCell;

    use super::*;

    fn took(ns: u64) -> impl Fn(u64) -> Duration {
        move |iterations| Duration::from_nanos(ns * iterations)
    }

    #[test]
    fn four_times_as_long_is_four() {
        assert_eq!(alternate(1, 1.0, took(32), took(8)), 4.0);
        assert_eq!(alternate(1_024, 4.0, took(32), took(8)), 4.0);
    }

    /// The contender runs its iterations, and the baseline as long: each is first in turn.
    #[test]
    fn both_take_turns_of_the_same_length() {
        let runs = RefCell::new(Vec::new());
        let side = |name, ns| {
            let runs = &runs;
            move |iterations| {
                runs.borrow_mut().push((name, iterations));
                Duration::from_nanos(ns * iterations)
            }
        };
        alternate(32, 3.0, side('c', 30), side('b', 10));
        let runs = runs.into_inner();
        let order: String = runs.iter().map(|(name, _)| name).collect();
        assert_eq!(order, "cbbccbbccbbccbbccbbccbbccbbccb");
        let total = |side| -> u64 { runs.iter().filter(|it| it.0 == side).map(|it| it.1).sum() };
        assert_eq!((total('c'), total('b')), (32, 96));
    }

    #[test]
    fn the_cost_of_a_turn_does_not_count() {
        let turn = Duration::from_micros(1);
        let contender = |iterations| turn + Duration::from_nanos(40 * iterations);
        let baseline = |iterations| turn + Duration::from_nanos(10 * iterations);
        let ratio = alternate(1_500, 4.0, contender, baseline);
        assert!((ratio - 4.0).abs() < 1e-6, "{ratio}");
    }

    #[test]
    fn an_interrupted_turn_does_not_count() {
        let mut turn = 0;
        let contender = |iterations| {
            turn += 1;
            let interruption = if turn == 3 { 1_000_000 } else { 0 };
            Duration::from_nanos(20 * iterations + interruption)
        };
        assert_eq!(alternate(150, 2.0, contender, took(10)), 2.0);
    }

    #[test]
    fn a_ratio_is_written_in_times() {
        assert_eq!(Ratio.formatter().format_value(1.504), "1.50x");
    }
}

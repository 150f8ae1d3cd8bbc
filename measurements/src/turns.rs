//! Contender and baseline in turns of the same length.

use std::time::Duration;

/// Turns in a sample: odd, so that their median is one of them; many, as a short turn is seldom
/// interrupted.
const TURNS: u64 = 15;

/// Runs `contender` so many `iterations` in all, each turn beside one of `baseline` that takes as long,
/// and gives the median of the turns' ratios.
///
/// What a turn costs beside its iterations, such as waking a thread, has then the same share on both
/// sides. For that the baseline runs `expected` times as often, and each turn corrects how often.
pub(crate) fn alternate(
    iterations: u64,
    expected: &mut f64,
    mut contender: impl FnMut(u64) -> Duration,
    mut baseline: impl FnMut(u64) -> Duration,
) -> f64 {
    let turns = TURNS.min(iterations);
    let mut ratios: Vec<f64> = (0..turns)
        .map(|turn| {
            let times = iterations / turns + u64::from(turn < iterations % turns);
            let as_long = (times as f64 * *expected).round().max(1.0);
            let mut unit = || baseline(as_long as u64).as_secs_f64().max(1e-9);
            // The second finds the machine warm: each is second in turn.
            let (time, unit) = if turn % 2 == 0 {
                let time = contender(times);
                (time, unit())
            } else {
                let unit = unit();
                (contender(times), unit)
            };
            let longer = time.as_secs_f64().max(1e-9) / unit;
            *expected = (*expected * longer.sqrt().clamp(0.5, 2.0)).clamp(1e-3, 1e3);
            longer * as_long / times as f64
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
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
        assert_eq!(alternate(1, &mut 1.0, took(32), took(8)), 4.0);
        assert_eq!(alternate(1_024, &mut 4.0, took(32), took(8)), 4.0);
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
        alternate(32, &mut 4.0, side('c', 32), side('b', 8));
        let runs = runs.into_inner();
        let order: String = runs.iter().map(|(name, _)| name).collect();
        assert_eq!(order, "cbbccbbccbbccbbccbbccbbccbbccb");
        let total = |side| -> u64 { runs.iter().filter(|it| it.0 == side).map(|it| it.1).sum() };
        assert_eq!((total('c'), total('b')), (32, 128));
    }

    /// Nothing but the first guess is wrong, and a turn costs ten times its iterations.
    #[test]
    fn what_a_turn_costs_does_not_count() {
        let turn = |ns| Duration::from_nanos(100_000 + ns);
        let mut expected = 1.0;
        let mut sample = || {
            let contender = |times| turn(500 * times);
            alternate(300, &mut expected, contender, |times| turn(10 * times))
        };
        let ratio = (0..40).map(|_| sample()).last();
        let ratio = ratio.expect("forty samples");
        assert!((ratio - 50.0).abs() < 0.5, "{ratio}");
    }

    #[test]
    fn an_interrupted_turn_does_not_count() {
        let mut turn = 0;
        let contender = |iterations| {
            turn += 1;
            let interruption = if turn == 3 { 1_000_000 } else { 0 };
            Duration::from_nanos(16 * iterations + interruption)
        };
        assert_eq!(alternate(150, &mut 2.0, contender, took(8)), 2.0);
    }
}

//! How long the benches run, and what they compare themselves with.

use std::{env, time::Duration};

use criterion::{Criterion, PlottingBackend, measurement::Measurement};

/// Criterion's settings for a bench of this workspace: the configuration of a
/// [`criterion_group!`](criterion::criterion_group).
///
/// Shorter than criterion's own, so that all benches together take a few minutes. The flags
/// `--sample-size`, `--warm-up-time` and `--measurement-time` win.
#[must_use]
pub fn settings<M: Measurement>(measurement: M) -> Criterion<M> {
    Criterion::default()
        .with_measurement(measurement)
        // The same report, whether or not gnuplot is there.
        .plotting_backend(PlottingBackend::Plotters)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .nresamples(10_000)
}

/// Criterion for values that are the same at every run, with the command line's flags read: call it in
/// a function of [`criterion_main!`](criterion::criterion_main).
///
/// Criterion compares a run with the one before it by a t-test, and draws the test. Equal values have
/// no variance, the test has no value, and criterion 0.8.2 panics where it draws it. So:
///
/// - A plain run is not compared: its report has all pictures, and its values are exact by themselves.
/// - A run that names a baseline (`--save-baseline`, `--baseline`) is compared as ever, in words only: it
///   draws no pictures. An unchanged value has `p = NaN`, and "No change in performance detected".
#[must_use]
pub fn exact<M: Measurement>(measurement: M) -> Criterion<M> {
    let criterion = settings(measurement)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(10))
        .measurement_time(Duration::from_millis(100))
        .nresamples(2_000)
        .configure_from_args();
    if names_a_baseline(env::args()) {
        criterion.without_plots()
    } else {
        // Compares with a baseline of this name, if there were one.
        criterion.retain_baseline("exact values are not compared".to_owned(), false)
    }
}

/// Whether one of criterion's flags for baselines is among `words`.
fn names_a_baseline(mut words: impl Iterator<Item = String>) -> bool {
    words.any(|word| {
        let short = word.starts_with('-') && !word.starts_with("--");
        (word.starts_with("--") && word.contains("baseline"))
            || (short && word.contains(['s', 'b']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flag_for_baselines_is_seen() {
        let is_seen = |line: &str| names_a_baseline(line.split(' ').map(str::to_owned));
        for flag in [
            "--save-baseline main",
            "--baseline=main",
            "-s main",
            "-bmain",
        ] {
            assert!(is_seen(flag), "{flag}");
        }
        for none in ["one-fails --quick", "--bench", "baseline", "-n"] {
            assert!(!is_seen(none), "{none}");
        }
    }
}

//! What came of a race.

use std::{fmt, time::Duration};

use tabled::{
    builder::Builder,
    settings::{Alignment, Style, object::Columns},
};

/// Times an iteration, by contender. It prints as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standings {
    title: String,
    /// In the order of the race, each with its times in ascending order.
    results: Vec<(String, Vec<Duration>)>,
}

impl Standings {
    pub(crate) fn new(title: String, mut results: Vec<(String, Vec<Duration>)>) -> Self {
        for (_, times) in &mut results {
            times.sort_unstable();
        }
        Self { title, results }
    }

    /// The title, as the race was given it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every contender with its median, in the order of the race.
    pub fn medians(&self) -> impl Iterator<Item = (&str, Duration)> {
        let results = self.results.iter();
        results.map(|(name, times)| (name.as_str(), quantile(times, 0.5)))
    }

    /// The median time of a contender.
    ///
    /// # Panics
    /// If there is none of that name.
    #[must_use]
    pub fn median(&self, name: &str) -> Duration {
        let found = self.results.iter().find(|(contender, _)| contender == name);
        let (_, times) = found.unwrap_or_else(|| panic!("{name:?} is not in {:?}", self.title));
        quantile(times, 0.5)
    }
}

impl fmt::Display for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Builder::default();
        table.push_record([&self.title, "median", "middle half", "ratio"]);
        let baseline = self.results.first().map(|(_, times)| quantile(times, 0.5));
        for (name, times) in &self.results {
            let median = quantile(times, 0.5);
            let ratio = baseline.map_or(1.0, |first| median.as_secs_f64() / first.as_secs_f64());
            let half = (quantile(times, 0.25), quantile(times, 0.75));
            table.push_record([
                name.clone(),
                human(median),
                format!("{} to {}", human(half.0), human(half.1)),
                format!("{ratio:.2}"),
            ]);
        }
        let mut table = table.build();
        table.with(Style::markdown());
        table.modify(Columns::new(1..), Alignment::right());
        writeln!(f, "{table}")
    }
}

/// Of times in ascending order.
fn quantile(times: &[Duration], part: f64) -> Duration {
    let last = times.len().saturating_sub(1);
    let index = (last as f64 * part).round() as usize;
    times.get(index).copied().unwrap_or_default()
}

/// Three digits and a unit.
#[must_use]
pub fn human(time: Duration) -> String {
    let ns = time.as_nanos() as f64;
    // Each step is half of the last digit before the next, which rounding up would reach.
    let (value, unit) = match ns {
        _ if ns < 999.5 => (ns, "ns"),
        _ if ns < 999.5e3 => (ns / 1e3, "µs"),
        _ if ns < 999.5e6 => (ns / 1e6, "ms"),
        _ => (ns / 1e9, "s"),
    };
    match value {
        _ if value < 9.995 => format!("{value:.2} {unit}"),
        _ if value < 99.95 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_medians_halves_and_ratios_to_the_first() {
        let us = |times: [u64; 5]| times.map(Duration::from_micros).to_vec();
        let results = [
            ("slow", us([50, 10, 40, 20, 30])),
            ("quick", us([3, 9, 5, 6, 7])),
        ];
        let results = results.map(|(name, times)| (name.to_owned(), times));
        let standings = Standings::new("two calls".to_owned(), results.to_vec());
        assert_eq!(standings.median("quick"), Duration::from_micros(6));
        let table = standings.to_string();
        let rows: Vec<Vec<_>> = table
            .lines()
            .skip(2)
            .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        assert_eq!(
            rows[..2],
            [
                ["slow", "30.0 µs", "20.0 µs to 40.0 µs", "1.00"],
                ["quick", "6.00 µs", "5.00 µs to 7.00 µs", "0.20"],
            ]
        );
    }

    #[test]
    fn a_time_has_three_digits_and_a_unit() {
        let said = |ns| human(Duration::from_nanos(ns));
        assert_eq!(said(1), "1.00 ns");
        assert_eq!(said(999), "999 ns");
        assert_eq!(said(9_994), "9.99 µs");
        assert_eq!(said(9_996), "10.0 µs");
        assert_eq!(said(99_960), "100 µs");
        assert_eq!(said(999_400), "999 µs");
        assert_eq!(said(999_600), "1.00 ms");
        assert_eq!(said(999_600_000), "1.00 s");
        assert_eq!(said(12_345_000_000), "12.3 s");
    }
}

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
    let (value, unit) = match ns {
        _ if ns < 1e3 => (ns, "ns"),
        _ if ns < 1e6 => (ns / 1e3, "µs"),
        _ if ns < 1e9 => (ns / 1e6, "ms"),
        _ => (ns / 1e9, "s"),
    };
    match value {
        _ if value < 10.0 => format!("{value:.2} {unit}"),
        _ if value < 100.0 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

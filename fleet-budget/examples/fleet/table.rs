//! What each way made of the load, in numbers.

use std::time::Duration;

use tabled::{builder::Builder, settings::Style};

use crate::{Args, api::Arrival, way::Way};

/// One way, as the API saw it, from the first request on.
pub(crate) struct Run {
    pub(crate) way: Way,
    pub(crate) arrivals: Vec<Arrival>,
}

impl Run {
    pub(crate) fn new(way: Way, mut arrivals: Vec<Arrival>) -> Self {
        arrivals.sort();
        let first = arrivals.first().map(|first| first.at).unwrap_or_default();
        for arrival in &mut arrivals {
            arrival.at -= first;
        }
        Self { way, arrivals }
    }

    pub(crate) fn took(&self) -> Duration {
        self.arrivals.last().map(|last| last.at).unwrap_or_default()
    }

    /// Requests above `burst + rate · w` in the worst window.
    fn over(&self, args: &Args) -> u32 {
        let rate = f64::from(args.rate.get());
        let (mut level, mut last, mut most) = (0.0_f64, 0.0, 0.0_f64);
        // What is in the API's own bucket, if it let everything in.
        for at in self.arrivals.iter().map(|arrival| arrival.at.as_secs_f64()) {
            level = (level - (at - last) * rate).max(0.0) + 1.0;
            (last, most) = (at, most.max(level));
        }
        (most - f64::from(args.burst.get())).max(0.0) as u32
    }

    /// Percent of what the API would have allowed until the last request.
    fn used(&self, args: &Args) -> f64 {
        let rate = f64::from(args.rate.get()) * self.took().as_secs_f64();
        self.arrivals.len() as f64 / (rate + f64::from(args.burst.get())) * 100.0
    }
}

/// The three beside each other.
pub(crate) fn to_text(runs: &[Run], args: &Args) -> String {
    let mut table = Builder::default();
    table.push_record(["", "all done after", "over the line", "budget used"]);
    for run in runs {
        table.push_record([
            run.way.name(args.processes),
            format!("{:.1} s", run.took().as_secs_f64()),
            format!("{} requests", run.over(args)),
            format!("{:.0} %", run.used(args)),
        ]);
    }
    let load = if args.even {
        "as many users each"
    } else {
        "the first has 70 % of the users"
    };
    format!(
        "{} processes, {load}; the API allows {} at once and {} a second\n{}\n\
         Tokens are exact at the server; the way to the API takes some requests a little longer than\n\
         others, so that a few may come over the line together.\n",
        args.processes,
        args.burst,
        args.rate,
        table.build().with(Style::psql())
    )
}

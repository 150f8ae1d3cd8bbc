//! Contenders, and the rounds in which they take turns.

use std::time::{Duration, Instant};

use crate::{Options, Standings};

/// Contenders in one discipline; the first is the baseline.
pub struct Race<'a> {
    title: String,
    contenders: Vec<Contender<'a>>,
    most_iterations: u64,
}

struct Contender<'a> {
    name: String,
    run: Box<dyn FnMut(u64) -> Duration + 'a>,
    /// How many iterations fill a turn.
    iterations: u64,
    /// Time an iteration, one entry a round.
    times: Vec<Duration>,
}

impl<'a> Race<'a> {
    /// A race without contenders.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            contenders: Vec::new(),
            most_iterations: u64::MAX,
        }
    }

    /// At most so many iterations a turn, where most of an iteration is not what is timed.
    #[must_use]
    pub fn most_iterations(mut self, most: u64) -> Self {
        self.most_iterations = most;
        self
    }

    /// Adds a contender: `run` does so many iterations and tells how long they took.
    #[must_use]
    pub fn contender(
        mut self,
        name: impl Into<String>,
        run: impl FnMut(u64) -> Duration + 'a,
    ) -> Self {
        self.contenders.push(Contender {
            name: name.into(),
            run: Box::new(run),
            iterations: 1,
            times: Vec::new(),
        });
        self
    }

    /// Runs all rounds; `None` if it is not asked for.
    pub fn run(mut self, options: &Options) -> Option<Standings> {
        if !options.wants(&self.title) {
            return None;
        }
        for contender in &mut self.contenders {
            contender.warm_up(options.turn, self.most_iterations);
        }
        for round in 0..options.rounds {
            // Whoever runs after a contender that leaves the machine hot is not always the same.
            let first = round % self.contenders.len().max(1);
            let (late, early) = self.contenders.split_at_mut(first);
            for contender in early.iter_mut().chain(late) {
                contender.turn();
            }
        }
        let results = self.contenders.into_iter();
        let results = results.map(|contender| (contender.name, contender.times));
        Some(Standings::new(self.title, results.collect()))
    }
}

impl Contender<'_> {
    /// Finds out how many iterations fill a turn.
    fn warm_up(&mut self, turn: Duration, most: u64) {
        while (self.run)(self.iterations) < turn && self.iterations * 2 <= most {
            self.iterations *= 2;
        }
    }

    fn turn(&mut self) {
        let took = (self.run)(self.iterations);
        self.times.push(
            took.div_f64(self.iterations as f64)
                .max(Duration::from_nanos(1)),
        );
    }
}

/// The time of so many runs of `body`, one after the other.
pub fn timed(mut body: impl FnMut()) -> impl FnMut(u64) -> Duration {
    move |iterations| {
        let start = Instant::now();
        for _ in 0..iterations {
            body();
        }
        start.elapsed()
    }
}

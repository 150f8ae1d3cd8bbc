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
        while (self.run)(self.iterations) < turn && self.iterations <= most / 2 {
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn options(rounds: usize) -> Options {
        let mut options = Options::test();
        (options.rounds, options.turn) = (rounds, Duration::from_millis(1));
        options
    }

    /// Runs that nobody measures: each is as long as its contender says.
    fn race_of_three(rounds: usize, took: Duration) -> (Vec<(char, u64)>, Standings) {
        let runs = RefCell::new(Vec::new());
        let contender = |name| {
            let runs = &runs;
            move |iterations| {
                runs.borrow_mut().push((name, iterations));
                took
            }
        };
        let race = Race::new("three")
            .most_iterations(4)
            .contender("a", contender('a'))
            .contender("b", contender('b'))
            .contender("c", contender('c'));
        let standings = race.run(&options(rounds)).expect("nothing filters it out");
        (runs.into_inner(), standings)
    }

    #[test]
    fn every_round_runs_every_contender_and_begins_with_another() {
        let (runs, _) = race_of_three(4, Duration::from_secs(1));
        let names: String = runs.iter().map(|(name, _)| name).collect();
        assert_eq!(names, "abc".to_owned() + "abc" + "bca" + "cab" + "abc");
    }

    #[test]
    fn a_turn_has_as_many_iterations_as_fill_it_and_no_more_than_are_allowed() {
        let (runs, standings) = race_of_three(1, Duration::from_micros(1));
        assert_eq!(runs[..3], [('a', 1), ('a', 2), ('a', 4)]);
        assert_eq!(runs[9..], [('a', 4), ('b', 4), ('c', 4)]);
        assert_eq!(standings.median("a"), Duration::from_nanos(250));
    }

    /// The compiler takes a body that does nothing away, and no number of iterations fills a turn.
    #[test]
    fn what_takes_no_time_ends_too() {
        let race = Race::new("nothing").contender("at all", |_| Duration::ZERO);
        let standings = race.run(&options(1)).expect("nothing filters it out");
        assert_eq!(standings.median("at all"), Duration::from_nanos(1));
    }
}

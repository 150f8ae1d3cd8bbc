//! The replicas: each has requests of its own, and tokens that it has leased for them.

use std::{cell::RefCell, fmt, rc::Rc, time::Duration};

use fastrand::Rng;
use tokio::{
    runtime::Builder,
    task::LocalSet,
    time::{Instant, sleep, sleep_until, timeout},
};

use crate::server::Server;

/// What the API allows, a second and at once.
const RATE: u64 = 200_000;
const BURST: u64 = 20_000;
const SECONDS: u64 = 3;
/// What a replica has not used after so long is thrown away: nobody must send it all at once later.
const LEASE: Duration = Duration::from_secs(1);
/// A replica that got nothing comes back after so long at most, so that not all do at once.
const PAUSE: f64 = 0.1;
/// An adaptive slice that is used up sooner is doubled, and one that lasts twice as long is halved.
const LASTS: Duration = Duration::from_millis(100);

/// What the users want, as a part of what the API allows: half of it, and for a second twice as much.
fn demand(at: Duration) -> f64 {
    if at.as_secs() == 1 { PEAK } else { 0.5 }
}

const PEAK: f64 = 2.0;

/// How many tokens a replica leases at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slice {
    Of(u64),
    /// As many as last for about 100 ms.
    Adaptive,
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(tokens) => write!(f, "{tokens}"),
            Self::Adaptive => f.write_str("adaptive"),
        }
    }
}

pub(crate) struct Fleet {
    pub(crate) replicas: u32,
}

/// What came of one size of slices.
pub(crate) struct Outcome {
    pub(crate) slice: Slice,
    calls: u64,
    leased: u64,
    requests: Vec<Duration>,
    waited: Duration,
}

/// What all replicas write down.
#[derive(Default)]
struct Record {
    requests: Vec<Duration>,
    waited: Duration,
}

impl Fleet {
    pub(crate) fn about(&self) -> String {
        format!(
            "{} replicas; the API allows {BURST} at once and {RATE} a second. The users want half of \
             it, and\nfor one second twice as much. What is not used within {} s is thrown away.",
            self.replicas,
            LEASE.as_secs()
        )
    }

    pub(crate) fn run(&self, slice: Slice) -> Outcome {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        let runtime = runtime.expect("there is no I/O to be refused");
        let local = LocalSet::new();
        local.block_on(&runtime, self.all_seconds(slice))
    }

    async fn all_seconds(&self, slice: Slice) -> Outcome {
        let server = Rc::new(Server::new(RATE, BURST));
        let record = Rc::new(RefCell::new(Record::default()));
        let weights = (1..=self.replicas).map(|place| 1.0 / f64::from(place));
        let all: f64 = weights.clone().sum();
        let replicas = LocalSet::new();
        for (seed, weight) in (0..).zip(weights) {
            let replica = Replica {
                server: Rc::clone(&server),
                record: Rc::clone(&record),
                peak: weight / all * RATE as f64 * PEAK,
                slice,
                random: Rng::with_seed(seed),
            };
            replicas.spawn_local(replica.run());
        }
        // Those who still wait then are not served.
        let _ = timeout(Duration::from_secs(SECONDS), replicas).await;
        let record = record.take();
        Outcome {
            slice,
            calls: server.calls(),
            leased: server.leased(),
            requests: record.requests,
            waited: record.waited,
        }
    }
}

struct Replica {
    server: Rc<Server>,
    record: Rc<RefCell<Record>>,
    /// Users a second, when they come fastest.
    peak: f64,
    slice: Slice,
    random: Rng,
}

impl Replica {
    async fn run(mut self) {
        let start = Instant::now();
        let (mut left, mut held, mut leased_at) = (0, 1, start);
        let mut due = start;
        loop {
            due += self.pause(due - start);
            sleep_until(due).await;
            while left == 0 || leased_at.elapsed() >= LEASE {
                let lasted = leased_at.elapsed();
                let tokens = match self.slice {
                    Slice::Of(tokens) => tokens,
                    Slice::Adaptive if left == 0 && lasted < LASTS => held * 2,
                    Slice::Adaptive if lasted > LASTS * 2 => (held / 2).max(1),
                    Slice::Adaptive => held,
                };
                match self.server.lease(tokens) {
                    Ok(tokens) => (left, held, leased_at) = (tokens, tokens, Instant::now()),
                    Err(wait) => {
                        let jitter = Duration::from_secs_f64(self.random.f64() * PAUSE);
                        sleep(wait + jitter).await;
                    }
                }
            }
            left -= 1;
            let mut record = self.record.borrow_mut();
            record.requests.push(start.elapsed());
            record.waited += due.elapsed();
        }
    }

    /// Until its next user comes, after a moment `at`.
    fn pause(&mut self, at: Duration) -> Duration {
        let mut pause = Duration::ZERO;
        loop {
            // As at the peak; of those, as many as come now.
            let gap = -(1.0 - self.random.f64()).ln() / self.peak;
            pause += Duration::from_secs_f64(gap);
            if self.random.f64() * PEAK < demand(at + pause) {
                return pause;
            }
        }
    }
}

impl Outcome {
    pub(crate) fn calls_a_second(&self) -> f64 {
        self.calls as f64 / SECONDS as f64
    }

    pub(crate) fn tokens_a_call(&self) -> f64 {
        self.requests.len() as f64 / self.calls as f64
    }

    /// Percent of the leased tokens that no request used.
    pub(crate) fn thrown_away(&self) -> f64 {
        (1.0 - self.requests.len() as f64 / self.leased as f64) * 100.0
    }

    /// Requests above `burst + rate · w` in the worst window, in percent of the burst.
    pub(crate) fn over_the_line(&self) -> f64 {
        let mut requests = self.requests.clone();
        requests.sort();
        let (mut level, mut last, mut most) = (0.0_f64, Duration::ZERO, 0.0_f64);
        for at in requests {
            let drained = (at - last).as_secs_f64() * RATE as f64;
            level = (level - drained).max(0.0) + 1.0;
            (last, most) = (at, most.max(level));
        }
        (most - BURST as f64).max(0.0) / BURST as f64 * 100.0
    }

    pub(crate) fn mean_wait(&self) -> Duration {
        self.waited.div_f64(self.requests.len() as f64)
    }
}

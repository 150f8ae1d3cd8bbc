//! What kata 07's limits cost a request that they let through without a wait.
//!
//! **Measures** a permit and a token, taken in a loop by one caller and by 64: see [`Callers`]. Rate and
//! burst are the greatest there are, and each caller has a permit, so that none waits. The value is a
//! [`Ratio`]: both sides take turns of a few milliseconds.
//!
//! **Distorted by** two threads that write to one cache line, if the machine has both to give; by tokio,
//! which sends a task that has taken 128 permits to the back of the queue; and by reading the clock,
//! which some virtual machines make slow.
//!
//! **Baseline**: a bare semaphore's permit. The first line is the baseline against itself.
//!
//! ```sh
//! cargo bench -p measurements --bench kata07_limiter
//! ```

use std::{num::NonZeroU32, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use kata07_fanout::Pace;
use measurements::{Callers, Ratio, compare, settings};
use tokio::sync::Semaphore;

const GATES: [(&str, Gate); 4] = [
    ("permit", Gate::Permit),
    ("permit, then token", Gate::PermitAndToken),
    ("token", Gate::Token),
    ("governor's check()", Gate::Governor),
];

fn gates(criterion: &mut Criterion<Ratio>) {
    for count in [1, 64] {
        let (callers, limits) = (Callers::new(count), Arc::new(Limits::new()));
        let title = format!("kata 07, a permit, callers: {count}");
        compare(criterion, &title, &GATES, |gate, times| {
            callers.time(times, |share| {
                let (gate, limits) = (*gate, Arc::clone(&limits));
                async move {
                    for _ in 0..share {
                        gate.pass(&limits).await;
                    }
                }
            })
        });
    }
}

criterion_group! { name = benches; config = settings(Ratio); targets = gates }
criterion_main!(benches);

/// What a caller has to pass.
#[derive(Debug, Clone, Copy)]
enum Gate {
    Permit,
    PermitAndToken,
    Token,
    Governor,
}

struct Limits {
    semaphore: Semaphore,
    pace: Pace,
    /// governor on its own clock.
    governor: DefaultDirectRateLimiter,
}

impl Limits {
    fn new() -> Self {
        let quota = Quota::per_second(NonZeroU32::MAX).allow_burst(NonZeroU32::MAX);
        Self {
            semaphore: Semaphore::new(64),
            pace: Pace::new(NonZeroU32::MAX, NonZeroU32::MAX),
            governor: RateLimiter::direct(quota),
        }
    }
}

impl Gate {
    async fn pass(self, limits: &Limits) {
        if matches!(self, Self::Governor) {
            return assert!(limits.governor.check().is_ok());
        }
        let permit = match self {
            Self::Token => None,
            _ => Some(limits.semaphore.acquire().await),
        };
        if !matches!(self, Self::Permit) {
            limits.pace.ready().await;
        }
        drop(permit);
    }
}

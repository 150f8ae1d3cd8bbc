//! Three scripted services, a probe, and a clock that starts at zero.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use pattern_comparison::{Answer, Scenario, UserId};
use shared_mocks::{Ending, Probe, ScriptedService};
use tokio::{
    runtime::Handle,
    task::yield_now,
    time::{Instant, timeout},
};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// One way to fetch: a pattern, or a mistake.
pub(crate) trait Fetch:
    AsyncFn(&[Arc<ScriptedService>], &UserId, Duration) -> Answer
{
}

impl<F> Fetch for F where F: AsyncFn(&[Arc<ScriptedService>], &UserId, Duration) -> Answer {}

pub(crate) struct Lab {
    pub(crate) probe: Probe,
    pub(crate) services: Vec<Arc<ScriptedService>>,
    pub(crate) user: UserId,
    zero: Instant,
}

impl Lab {
    pub(crate) fn new(scenario: &str) -> Self {
        let scenario: Scenario = scenario.parse().unwrap();
        let probe = Probe::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| Arc::new(ScriptedService::new(name, behaviour, &probe)))
            .collect();
        Self {
            probe,
            services,
            user: UserId::default(),
            zero: Instant::now(),
        }
    }

    /// Fetches to the end, which must come within an hour of virtual time.
    pub(crate) async fn fetch(&self, fetch: impl Fetch, deadline: Duration) -> Answer {
        timeout(SECOND * 3_600, fetch(&self.services, &self.user, deadline))
            .await
            .expect("it returns: it was still waiting after an hour")
    }

    /// Fetches until the caller leaves, and gives the runtime its next turn.
    pub(crate) async fn fetch_and_leave(&self, fetch: impl Fetch, after: Duration) {
        let left = timeout(after, fetch(&self.services, &self.user, SECOND)).await;
        assert!(left.is_err(), "it answered before its caller left");
        yield_now().await;
    }

    /// Waits until no call runs, which must come within an hour of virtual time.
    pub(crate) async fn idle(&self) {
        timeout(SECOND * 3_600, self.probe.idle())
            .await
            .expect("every call comes to its end");
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.zero.elapsed()
    }

    /// How the calls stand, in the order of the services.
    pub(crate) fn endings(&self) -> Vec<Ending> {
        self.probe
            .calls()
            .into_iter()
            .map(|call| call.ending)
            .collect()
    }
}

/// Polls `future` until it is ready or has been polled `polls` times; says whether it was ready.
pub(crate) async fn poll_times(mut future: Pin<&mut impl Future>, polls: usize) -> bool {
    let mut left = polls;
    std::future::poll_fn(|context: &mut Context<'_>| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Tasks of this runtime that have not ended; exact on a current-thread one.
pub(crate) fn alive_tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

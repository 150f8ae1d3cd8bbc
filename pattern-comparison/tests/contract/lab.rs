//! Three scripted services, a recorder, and a clock that starts at zero.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, Scenario, UserId};
use shared_mocks::ScriptedService;
use timeline::{Ending, Recorder};
use tokio::{
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
    pub(crate) recorder: Recorder,
    pub(crate) services: Vec<Arc<ScriptedService>>,
    pub(crate) user: UserId,
    zero: Instant,
}

impl Lab {
    pub(crate) fn new(scenario: &str) -> Self {
        let scenario: Scenario = scenario.parse().unwrap();
        let recorder = Recorder::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| Arc::new(ScriptedService::new(name, behaviour, &recorder)))
            .collect();
        Self {
            recorder,
            services,
            user: UserId::default(),
            zero: Instant::now(),
        }
    }

    /// Fetches to the end, at most for an hour of virtual time.
    pub(crate) async fn fetch(&self, fetch: impl Fetch, deadline: Duration) -> Answer {
        timeout(SECOND * 3_600, fetch(&self.services, &self.user, deadline))
            .await
            .expect("it was still waiting after an hour")
    }

    /// Fetches until the caller leaves, then lets the runtime take one turn.
    pub(crate) async fn fetch_and_leave(&self, fetch: impl Fetch, after: Duration) {
        let left = timeout(after, fetch(&self.services, &self.user, SECOND)).await;
        assert!(left.is_err(), "it answered before its caller left");
        yield_now().await;
    }

    /// Waits until no call is running, at most for an hour of virtual time.
    pub(crate) async fn idle(&self) {
        timeout(SECOND * 3_600, self.recorder.idle())
            .await
            .expect("every call ends within an hour");
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.zero.elapsed()
    }

    /// How each call ended, in the order of the services.
    pub(crate) fn endings(&self) -> Vec<Ending> {
        self.recorder
            .calls()
            .into_iter()
            .map(|call| call.ending)
            .collect()
    }
}

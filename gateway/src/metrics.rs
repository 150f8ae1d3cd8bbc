//! Counters by how requests and calls ended, and gauges of what is running.

mod counted;

use axum::{extract::State, response::Response};
use pattern_comparison::{Pattern, RunStatus, SERVICES};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use shared_server::open_metrics;
use timeline::Ending;

use crate::App;
pub(super) use counted::{CallCounter, RequestCount};

/// Upper bounds in seconds, around the usual times of scenarios.
const BUCKETS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];

type Labels<const N: usize> = [(&'static str, &'static str); N];

/// Every series exists from the start: a rate over a series that appears with its first event is wrong.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels<2>, Counter>,
    durations: Family<Labels<1>, Histogram>,
    timeouts: Family<Labels<2>, Counter>,
    calls: Family<Labels<2>, Counter>,
    running: Family<Labels<1>, Gauge>,
}

pub(super) async fn metrics(State(app): State<App>) -> Response {
    open_metrics(&app.metrics.registry)
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            timeouts: Family::default(),
            calls: Family::default(),
            running: Family::default(),
        };
        metrics.register();
        for pattern in Pattern::ALL {
            for status in STATUSES {
                metrics.requests(pattern, status);
            }
            for service in SERVICES {
                metrics.timeouts(pattern, service);
                metrics.calls(pattern, service);
            }
            metrics.durations(pattern);
        }
        metrics
    }
}

/// The statuses that a request can have; `never` needs an observer, so HTTP has none.
const STATUSES: [RunStatus; 4] = [
    RunStatus::Complete,
    RunStatus::Partial,
    RunStatus::Failed,
    RunStatus::Abandoned,
];

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "gateway_requests",
            "Requests by pattern and by how they ended; abandoned, if the client left",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "gateway_request_duration",
            "How long the client waited for its answer; an abandoned request is not observed",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "gateway_timeouts",
            "Services that had not answered at the deadline",
            self.timeouts.clone(),
        );
        registry.register(
            "upstream_calls",
            "Calls to services by how they ended; dropped, if the pattern stopped them",
            self.calls.clone(),
        );
        registry.register(
            "upstream_calls_running",
            "Calls to services that are running, also those that no client waits for",
            self.running.clone(),
        );
    }

    fn requests(&self, pattern: Pattern, status: RunStatus) -> Counter {
        let labels = [("pattern", pattern.name()), ("status", status.as_str())];
        self.requests.get_or_create_owned(&labels)
    }

    fn durations(&self, pattern: Pattern) -> Histogram {
        self.durations
            .get_or_create_owned(&[("pattern", pattern.name())])
    }

    fn timeouts(&self, pattern: Pattern, service: &'static str) -> Counter {
        let labels = [("pattern", pattern.name()), ("service", service)];
        self.timeouts.get_or_create_owned(&labels)
    }

    /// The counter for the calls of `pattern` to `service`.
    pub(super) fn calls(&self, pattern: Pattern, service: &'static str) -> CallCounter {
        let ended = |ending: Ending| {
            let labels = [("service", service), ("ending", ending.as_str())];
            self.calls.get_or_create_owned(&labels)
        };
        CallCounter {
            running: self
                .running
                .get_or_create_owned(&[("pattern", pattern.name())]),
            returned: ended(Ending::Returned),
            failed: ended(Ending::Failed),
            panicked: ended(Ending::Panicked),
            dropped: ended(Ending::Dropped),
        }
    }

    /// Begins to count a request.
    pub(super) fn request(&self, pattern: Pattern) -> RequestCount<'_> {
        RequestCount::begin(self, pattern)
    }
}

//! Counts each request and each call once, dropped ones included.

use std::time::Duration;

use pattern_comparison::{Answer, CallError, Pattern, RunStatus, SERVICES};
use prometheus_client::metrics::{counter::Counter, gauge::Gauge};
use serde_json::Value;

use super::Metrics;

/// Counts a request once: as abandoned if it is dropped without an answer.
pub(crate) struct RequestCount<'a> {
    metrics: &'a Metrics,
    pattern: Pattern,
    answered: bool,
}

impl<'a> RequestCount<'a> {
    pub(super) fn begin(metrics: &'a Metrics, pattern: Pattern) -> Self {
        Self {
            metrics,
            pattern,
            answered: false,
        }
    }

    pub(crate) fn answered(mut self, answer: &Answer, after: Duration) {
        let (metrics, pattern) = (self.metrics, self.pattern);
        metrics.requests(pattern, answer.status().into()).inc();
        metrics.durations(pattern).observe(after.as_secs_f64());
        for failed in &answer.errors {
            let service = SERVICES.into_iter().find(|name| *name == failed.service);
            if let (Some(service), CallError::TimedOut) = (service, &failed.error) {
                metrics.timeouts(pattern, service).inc();
            }
        }
        self.answered = true;
    }
}

impl Drop for RequestCount<'_> {
    fn drop(&mut self) {
        if !self.answered {
            let abandoned = self.metrics.requests(self.pattern, RunStatus::Abandoned);
            abandoned.inc();
        }
    }
}

/// Counts the calls of one pattern to one service.
#[derive(Debug, Clone)]
pub(crate) struct CallCounter {
    pub(super) running: Gauge,
    pub(super) returned: Counter,
    pub(super) failed: Counter,
    pub(super) panicked: Counter,
    pub(super) dropped: Counter,
}

/// A running call; its drop counts it.
pub(crate) struct RunningCall<'a> {
    counter: &'a CallCounter,
    ended: &'a Counter,
}

impl CallCounter {
    pub(crate) fn begin(&self) -> RunningCall<'_> {
        self.running.inc();
        RunningCall {
            counter: self,
            ended: &self.dropped,
        }
    }
}

impl RunningCall<'_> {
    pub(crate) fn end(mut self, answer: &Result<Value, CallError>) {
        self.ended = match answer {
            Ok(_) => &self.counter.returned,
            Err(CallError::Panicked { .. }) => &self.counter.panicked,
            Err(CallError::Failed(_) | CallError::TimedOut) => &self.counter.failed,
        };
    }
}

impl Drop for RunningCall<'_> {
    fn drop(&mut self) {
        self.counter.running.dec();
        self.ended.inc();
    }
}

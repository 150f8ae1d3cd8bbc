//! `GET /metrics`: what is running now, and how orders ended.

use std::{fmt, thread};

use axum::response::Response;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::Counter, family::Family, gauge::ConstGauge},
    registry::Registry,
};
use shared_server::open_metrics;
use tracing::{error, info};

use crate::{CourierPool, ErrorKind, OrderId, Tracker};

pub(super) struct Metrics {
    registry: Registry,
    orders: Family<[(&'static str, &'static str); 1], Counter>,
    /// Orders refused over the limit.
    pub(super) refused: Counter,
}

impl Metrics {
    pub(super) fn new(tracker: Tracker, couriers: CourierPool) -> Self {
        let mut registry = Registry::default();
        let orders = Family::default();
        registry.register("orders", "Orders by how they ended", orders.clone());
        let refused = Counter::default();
        registry.register(
            "orders_refused",
            "Orders refused over the limit",
            refused.clone(),
        );
        registry.register_collector(Box::new(UnderWay { tracker, couriers }));
        let metrics = Self {
            registry,
            orders,
            refused,
        };
        // Every series from the start: a rate over a series that appears with its first event is wrong.
        for kind in ErrorKind::ALL.map(Some).into_iter().chain([None]) {
            metrics.count(kind);
        }
        metrics
    }

    pub(super) fn response(&self) -> Response {
        open_metrics(&self.registry)
    }

    /// The counter of one kind; without a kind, of orders that succeeded.
    pub(super) fn count(&self, kind: Option<ErrorKind>) -> Counter {
        let kind = kind.map_or("ok", ErrorKind::as_str);
        self.orders.get_or_create_owned(&[("kind", kind)])
    }

    /// Begins to count an order.
    pub(super) fn begin(&self, order_id: OrderId) -> OrderCount<'_> {
        OrderCount {
            metrics: self,
            order_id,
            ended: false,
        }
    }
}

/// Counts an order once. Dropped before its end it counts as cancelled, or as internal if its handler
/// panicked.
pub(super) struct OrderCount<'a> {
    metrics: &'a Metrics,
    order_id: OrderId,
    ended: bool,
}

impl OrderCount<'_> {
    pub(super) fn end(mut self, kind: Option<ErrorKind>) {
        self.metrics.count(kind).inc();
        self.ended = true;
    }
}

impl Drop for OrderCount<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let order_id = self.order_id.as_str();
        let kind = if thread::panicking() {
            error!(?order_id, "the handler panicked");
            ErrorKind::Internal
        } else {
            info!(?order_id, "the client has left");
            ErrorKind::Cancelled
        };
        self.metrics.count(Some(kind)).inc();
    }
}

/// Gauges that are read at the moment of the request, so they are never stale.
#[derive(Debug)]
struct UnderWay {
    tracker: Tracker,
    couriers: CourierPool,
}

impl Collector for UnderWay {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let gauges = [
            (
                "order_steps_running",
                "Running steps.",
                self.tracker.running(),
            ),
            (
                "order_couriers_busy",
                "Busy couriers.",
                self.couriers.busy(),
            ),
        ];
        for (name, help, count) in gauges {
            let count = ConstGauge::new(count as u64);
            count.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        Ok(())
    }
}

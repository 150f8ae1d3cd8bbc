//! The reference goes further than its judge: what a service logs while it is dropped reaches the
//! configured subscriber too, in the span.

use std::time::Duration;

use kata01_aggregator::{
    OrderService, Orders, Profile, ProfileService, ServiceError, UserId, solution::UserAggregator,
};
use shared_judge::{Log, listen};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{dispatcher, info};

/// Waits for ever, and logs when it is dropped.
struct LogsItsDrop;

impl LogsItsDrop {
    async fn wait<T>(&self) -> T {
        let _logs = scopeguard::guard((), |()| info!("dropped"));
        std::future::pending().await
    }
}

impl ProfileService for LogsItsDrop {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        self.wait().await
    }
}

impl OrderService for LogsItsDrop {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        self.wait().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_service_logs_to_the_configured_subscriber() {
    listen();
    let (configured, current) = (Log::default(), Log::default());
    let _current = dispatcher::set_default(&current.subscriber());
    let aggregator = UserAggregator::builder(LogsItsDrop, LogsItsDrop)
        .subscriber(configured.subscriber())
        .build();
    let cancel = CancellationToken::new();
    let call = aggregator.aggregate(&cancel, UserId(7));
    let left = timeout(Duration::from_millis(41), call).await;
    assert!(left.is_err(), "it waits for both services; got: {left:?}");
    let lines = configured.lines();
    let dropped = |line: &&shared_judge::Line| line.field("message") == Some("dropped");
    let dropped: Vec<_> = lines.iter().filter(dropped).collect();
    assert_eq!(dropped.len(), 2, "{lines:?}");
    for line in dropped {
        assert_eq!(line.spans, ["INFO aggregate"]);
    }
    assert_eq!(current.lines(), []);
}

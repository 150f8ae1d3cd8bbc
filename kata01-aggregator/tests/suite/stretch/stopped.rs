//! The calls that you stop log too.

use shared_judge::Log;
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::Level;

use super::{
    subject::UserAggregator,
    support::{USER, closing, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn s9_logs_the_calls_that_it_stops() {
    for (profile, orders, cancel_at, stopped, elapsed_ms) in [
        ("41ms:fail", "10s", None, "orders", "41"),
        ("10s", "41ms:fail", None, "profile", "41"),
        ("37ms", "hang", None, "orders", "1000"),
        ("hang", "37ms", Some(251), "profile", "251"),
    ] {
        let log = Log::default();
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders)
            .subscriber(log.subscriber())
            .build();
        let cancel = CancellationToken::new();
        let cancels = async {
            if let Some(cancel_at) = cancel_at {
                sleep(ms(cancel_at)).await;
                cancel.cancel();
            }
        };
        let _ = join!(
            returned(&recorder, aggregator.aggregate(&cancel, USER)),
            cancels
        );
        let line = log.outcome_of("service", stopped);
        line.promises_level(Level::INFO);
        line.promises("outcome", "cancelled");
        line.promises("elapsed_ms", elapsed_ms);
        line.promises("user_id", "7");
        let last = log.lines().pop();
        assert!(
            last.as_ref() == Some(&closing(&log)),
            "promised: the closing event is the last; found: {last:?}"
        );
    }
}

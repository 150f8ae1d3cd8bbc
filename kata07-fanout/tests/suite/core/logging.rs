//! An event for each attempt: whose, which, how long, and how it ended.

use shared_judge::Log;
use tokio_util::sync::CancellationToken;
use tracing::dispatcher;

use super::{
    subject::FanOutClient,
    support::{api, api_except, ended, nonzero, users},
};

#[tokio::test(start_paused = true)]
async fn c25_logs_each_attempt_with_its_fields() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api_except("40ms", &[(3, "90ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    for (user_id, latency_ms, outcome) in
        [("1", "40", "ok"), ("2", "40", "ok"), ("3", "90", "failed")]
    {
        let event = log.outcome_of("user_id", user_id);
        event.promises("attempt", "1");
        event.promises("latency_ms", latency_ms);
        event.promises("outcome", outcome);
    }
}

#[tokio::test(start_paused = true)]
async fn c25_does_not_count_the_wait_for_a_token() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).burst(nonzero(1)).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    for user_id in ["1", "2", "3"] {
        log.outcome_of("user_id", user_id)
            .promises("latency_ms", "40");
    }
}

#[tokio::test(start_paused = true)]
async fn c25_logs_a_panic_as_failed_and_nobody_else() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api_except("hang", &[(3, "90ms:panic")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    let event = log.outcome_of("user_id", "3");
    event.promises("latency_ms", "90");
    event.promises("outcome", "failed");
    // The others were stopped: whoever logs that may call it nothing else.
    for line in log.lines() {
        let outcome = line.field("outcome");
        let stopped = outcome.is_some() && line.field("user_id") != Some("3");
        assert!(!stopped || outcome == Some("cancelled"), "{line}");
    }
}

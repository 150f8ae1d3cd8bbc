//! A task inherits neither span nor subscriber: the events of a call are its caller's all the same.

use shared_judge::Log;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span, instrument::WithSubscriber};

use super::{
    subject::FanOutClient,
    support::{api, ended, users},
};

#[tokio::test(start_paused = true)]
async fn s16_logs_in_the_caller_s_span_to_the_caller_s_subscriber() {
    let log = Log::default();
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let call = async {
        let span = info_span!("refresh", page = 7);
        client
            .fetch_all(&cancel, users(1..3))
            .instrument(span)
            .await
    };
    let (result, _) = ended(&seen, call.with_subscriber(log.subscriber())).await;
    assert!(result.is_ok(), "{result:?}");
    for user_id in ["1", "2"] {
        let event = log.outcome_of("user_id", user_id);
        assert_eq!(event.spans, ["INFO refresh"], "{event}");
        event.promises("page", "7");
    }
}

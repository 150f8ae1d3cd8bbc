//! A task inherits neither span nor subscriber. The events of a call belong to its caller all the same.

use shared_judge::Log;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span, instrument::WithSubscriber};

use super::{
    subject::FanOutClient,
    support::{api, ended, fetched, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn s16_logs_in_the_callers_span_and_subscriber() {
    let log = Log::default();
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let call = async {
        let span = info_span!("refresh", page = 7);
        let call = client.fetch_all(&cancel, users(1..3));
        call.instrument(span).await
    };
    let (result, _) = ended(&seen, call.with_subscriber(log.subscriber())).await;
    fetched(result);
    for user_id in ["1", "2"] {
        let event = log.outcome_of("user_id", user_id);
        event.promises("page", "7");
        assert!(
            event
                .spans
                .last()
                .is_some_and(|span| span == "INFO refresh"),
            "promised: in the caller's span `refresh`; found:\n  {event}"
        );
    }
}

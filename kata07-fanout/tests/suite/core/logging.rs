//! An event for each attempt: its user, its number, its latency and its outcome.

use shared_judge::Log;
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, dispatcher, info, info_span};

use super::{
    subject::FanOutClient,
    support::{api, api_by_user, api_except, ended, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c25_logs_each_attempt_with_its_fields() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api_except("40ms", &[(2, "300ms"), (3, "1500ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    for (user_id, latency_ms, outcome) in [
        ("1", "40", "ok"),
        ("2", "300", "ok"),
        ("3", "1500", "failed"),
    ] {
        let event = log.outcome_of("user_id", user_id);
        event.promises("attempt", "1");
        event.promises("latency_ms", latency_ms);
        event.promises("outcome", outcome);
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c25_counts_latency_without_the_token_wait() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).burst(nonzero(1)).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    for user_id in ["1", "2", "3"] {
        let event = log.outcome_of("user_id", user_id);
        event.promises("latency_ms", "40");
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c25_logs_a_panic_as_failed() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api_except("hang", &[(3, "90ms:panic")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(1..4))).await;
    let event = log.outcome_of("user_id", "3");
    event.promises("latency_ms", "90");
    event.promises("outcome", "failed");
    // The others were cancelled. They need no event, but one must not say anything else.
    for line in log.lines() {
        if line.field("user_id") != Some("3") && line.field("outcome").is_some() {
            line.promises("outcome", "cancelled");
        }
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c25_keeps_the_events_of_two_calls_apart() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api_by_user(&["30ms", "50ms", "20ms", "70ms"]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let calls = async {
        let one = client.fetch_all(&cancel, users(1..4));
        let two = client.fetch_all(&cancel, users(11..14));
        join!(
            one.instrument(info_span!("caller", call = "one")),
            two.instrument(info_span!("caller", call = "two"))
        )
    };
    let ((one, two), _) = ended(&seen, calls).await;
    for result in [one, two] {
        fetched(result);
    }
    for (user_id, other) in [
        (1, "two"),
        (2, "two"),
        (3, "two"),
        (11, "one"),
        (12, "one"),
        (13, "one"),
    ] {
        let event = log.outcome_of("user_id", &user_id.to_string());
        let text = event.to_string();
        let of_others = (1..14).filter(|id| *id != user_id);
        let strange = of_others.map(|id| format!("user_id=\"{id}\""));
        let strange = strange.chain([format!("call=\"{other}\"")]);
        for field in strange {
            assert!(
                !text.contains(&field),
                "promised: an event has the fields of its own request; found: {field} in\n  {event}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c25_enters_no_span_while_it_waits() {
    let log = Log::default();
    let _current = dispatcher::set_default(&log.subscriber());
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let bystander = async {
        sleep(ms(20)).await;
        info!(bystander = true);
    };
    let call = ended(&seen, client.fetch_all(&cancel, users(1..4)));
    let ((result, _), ()) = join!(call, bystander);
    fetched(result);
    let event = log.only("bystander", |line| line.field("bystander").is_some());
    assert!(
        event.spans.is_empty(),
        "promised: while your call waits, other work on the thread is in no span of yours; found:\n  \
         {event}\n(a span guard is held over an await: use `Instrument`)"
    );
}

//! A cancelled token ends the call, wherever it waits.

use std::{thread, time::Instant};

use timeline::Ending;
use tokio::{join, runtime::Builder, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, assert_cancelled, cancel_at, ended, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c19_sends_nothing_when_cancelled_beforehand() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..10))).await;
    moment.promised_at(ms(0));
    seen.sent(0);
    assert_cancelled(result);
    moment.promises_no_task();
}

#[test]
pub(crate) fn c19_sends_nothing_on_two_threads() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime without I/O can be built");
    let cancel = CancellationToken::new();
    cancel.cancel();
    // A `select!` in random order gets it right now and then.
    for call in 1..=50 {
        runtime.block_on(async {
            let (api, seen) = api("0ms");
            let client = FanOutClient::builder(api).build();
            // Before a second user, a task that was spawned for the first has time to run.
            let users = users(0..100).inspect(|user| {
                let patience = Instant::now();
                while user.0 == 1 && seen.starts().is_empty() && patience.elapsed() < ms(20) {
                    thread::yield_now();
                }
            });
            let (result, _) = ended(&seen, client.fetch_all(&cancel, users)).await;
            let sent = seen.starts().len();
            assert!(
                sent == 0,
                "promised: a token that is cancelled beforehand stops every request; found: {sent} \
                 sent in call {call} of 50, on two threads (does your `select!` look at the token \
                 first? It needs `biased;`)"
            );
            assert_cancelled(result);
        });
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c20_stops_waiting_for_an_answer() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = join!(call, cancel_at(&cancel, 73));
    moment.promised_at(ms(73));
    moment.promises("1", Ending::Dropped);
    assert_cancelled(result);
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c21_stops_waiting_for_a_token() {
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(1))
        .burst(nonzero(1))
        .build();
    let cancel = CancellationToken::new();
    let call = ended(&seen, client.fetch_all(&cancel, users(0..3)));
    let ((result, moment), ()) = join!(call, cancel_at(&cancel, 73));
    moment.promised_at(ms(73));
    seen.sent(1);
    assert_cancelled(result);
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c22_stops_waiting_for_a_permit() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let (cancel, other) = (CancellationToken::new(), CancellationToken::new());
    let full = async {
        let _ = client.fetch_all(&other, users(0..8)).await;
    };
    let late = async {
        sleep(ms(10)).await;
        let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(8..9))).await;
        let running = seen.recorder.running();
        other.cancel();
        moment.promised_that("the other call keeps its 8 requests", running == 8);
        (result, moment)
    };
    let ((), (result, moment), ()) = join!(full, late, cancel_at(&cancel, 73));
    moment.promised_at(ms(73));
    seen.sent(8);
    assert_cancelled(result);
}

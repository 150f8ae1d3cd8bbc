//! A script in virtual time, and what the probe records of it.

use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};

use futures::FutureExt;
use shared_mocks::{Call, Ending, Probe, ScriptedFailure, ScriptedService, cut_short};
use tokio::time::{Instant, timeout};

fn service(behaviour: &str, probe: &Probe) -> ScriptedService {
    ScriptedService::new("orders", behaviour.parse().unwrap(), probe)
}

fn ended(start_ms: u64, end_ms: u64, ending: Ending) -> Call {
    Call {
        service: "orders".to_owned(),
        start: Duration::from_millis(start_ms),
        end: Some(Duration::from_millis(end_ms)),
        ending,
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_returns_after_its_latency() {
    let probe = Probe::new();
    assert_eq!(service("40ms", &probe).call().await, Ok(()));
    assert_eq!(probe.calls(), [ended(0, 40, Ending::Returned)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_fails_after_its_latency() {
    let probe = Probe::new();
    assert_eq!(
        service("3s:fail", &probe).call().await,
        Err(ScriptedFailure)
    );
    assert_eq!(probe.calls(), [ended(0, 3_000, Ending::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_panics_after_its_latency() {
    let probe = Probe::new();
    let service = service("10ms:panic", &probe);
    let panic = AssertUnwindSafe(service.call())
        .catch_unwind()
        .await
        .unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"scripted panic"));
    assert_eq!(probe.calls(), [ended(0, 10, Ending::Panicked)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_ends_only_when_it_is_dropped() {
    let probe = Probe::new();
    let service = service("hang", &probe);
    assert!(
        timeout(Duration::from_secs(3_600), service.call())
            .await
            .is_err()
    );
    assert_eq!(probe.calls(), [ended(0, 3_600_000, Ending::Dropped)]);
}

/// On the real clock, where a timer of nothing is a millisecond.
#[tokio::test]
async fn a_call_of_no_latency_returns_at_its_first_poll() {
    let probe = Probe::new();
    let service = service("0ms", &probe);
    assert_eq!(service.call().now_or_never(), Some(Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_running_call_has_no_end() {
    let probe = Probe::new();
    let service = service("hang", &probe);
    let mut call = pin!(service.call());
    assert_eq!(call.as_mut().now_or_never(), None);
    assert_eq!(probe.calls()[0].ending, Ending::Running);
    assert_eq!(probe.calls()[0].end, None);
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_never_polled_is_no_call() {
    let probe = Probe::new();
    drop(service("40ms", &probe).call());
    assert_eq!(probe.calls(), []);
}

#[tokio::test(start_paused = true)]
async fn dropped_after_any_number_of_polls_a_call_is_over() {
    for polls in 1.. {
        let probe = Probe::new();
        let service = service("40ms", &probe);
        let answered = cut_short(polls, service.call()).await.is_some();
        assert_eq!(probe.running(), 0);
        if answered {
            assert_eq!(probe.calls()[0].ending, Ending::Returned);
            assert!(polls > 1, "the call never waited");
            break;
        }
        assert_eq!(probe.calls()[0].ending, Ending::Dropped);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_cut_short_is_dropped_before_anything_else_runs() {
    let probe = Probe::new();
    let service = service("hang", &probe);
    let cut = cut_short(1, service.call()).now_or_never();
    assert_eq!(cut, Some(None));
    assert_eq!(probe.calls()[0].ending, Ending::Dropped);
}

#[tokio::test(start_paused = true)]
async fn the_peak_outlives_the_calls() {
    let probe = Probe::new();
    let (slow, quick) = (service("80ms", &probe), service("40ms", &probe));
    let (_, _, _) = tokio::join!(slow.call(), quick.call(), quick.call());
    quick.call().await.unwrap();
    assert_eq!((probe.peak(), probe.running()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn idle_waits_for_the_last_call_and_no_longer() {
    let probe = Probe::new();
    let start = Instant::now();
    probe.idle().await;
    assert_eq!(start.elapsed(), Duration::ZERO);

    let (slow, quick) = (service("80ms", &probe), service("40ms:fail", &probe));
    let idle = async {
        probe.started(2).await;
        probe.idle().await;
        start.elapsed()
    };
    let (_, _, idle_after) = tokio::join!(slow.call(), quick.call(), idle);
    assert_eq!(idle_after, Duration::from_millis(80));
}

#[tokio::test(start_paused = true)]
async fn the_same_script_gives_the_same_timeline() {
    async fn play() -> Vec<Call> {
        let probe = Probe::new();
        let (one, two) = (service("30ms", &probe), service("20ms:fail", &probe));
        let _ = tokio::join!(one.call(), two.call(), two.call());
        probe.calls()
    }
    assert_eq!(play().await, play().await);
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_the_last_forgets_who_has_ended_and_nobody_else() {
    let probe = Probe::of_the_last(2);
    let hanging = service("hang", &probe);
    let mut hangs = pin!(hanging.call());
    // The oldest, and it runs: nobody behind it is let go before it.
    assert!(hangs.as_mut().now_or_never().is_none());
    for _ in 0..5 {
        assert_eq!(service("1ms", &probe).call().await, Ok(()));
    }
    assert_eq!((probe.running(), probe.calls().len()), (1, 6));
    probe.started(6).await;

    hangs.set(hanging.call());
    assert_eq!(probe.calls().len(), 2);
    assert_eq!(probe.calls()[1], ended(4, 5, Ending::Returned));
    assert_eq!((probe.running(), probe.peak()), (0, 2));
    for _ in 0..5 {
        assert_eq!(
            service("1ms:fail", &probe).call().await,
            Err(ScriptedFailure)
        );
    }
    assert_eq!(probe.calls()[1], ended(9, 10, Ending::Failed));
    probe.started(11).await;
}

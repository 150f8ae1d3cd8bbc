//! Scripts in virtual time, and what the recorder records.

use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};

use futures::FutureExt;
use shared_judge::cut_short;
use shared_mocks::{ScriptedFailure, ScriptedService};
use timeline::{Call, Ending, Recorder};
use tokio::time::{Instant, timeout};

fn service(behaviour: &str, recorder: &Recorder) -> ScriptedService {
    ScriptedService::new("orders", behaviour.parse().unwrap(), recorder)
}

fn ended(start_ms: u64, end_ms: u64, ending: Ending) -> Call {
    Call {
        name: "orders".to_owned(),
        start: Duration::from_millis(start_ms),
        end: Some(Duration::from_millis(end_ms)),
        ending,
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_returns_after_its_latency() {
    let recorder = Recorder::new();
    assert_eq!(service("40ms", &recorder).call().await, Ok(()));
    assert_eq!(recorder.calls(), [ended(0, 40, Ending::Returned)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_fails_after_its_latency() {
    let recorder = Recorder::new();
    assert_eq!(
        service("3s:fail", &recorder).call().await,
        Err(ScriptedFailure)
    );
    assert_eq!(recorder.calls(), [ended(0, 3_000, Ending::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_panics_after_its_latency() {
    let recorder = Recorder::new();
    let service = service("10ms:panic", &recorder);
    let panic = AssertUnwindSafe(service.call())
        .catch_unwind()
        .await
        .unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"scripted panic"));
    assert_eq!(recorder.calls(), [ended(0, 10, Ending::Panicked)]);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_call_ends_only_when_dropped() {
    let recorder = Recorder::new();
    let service = service("hang", &recorder);
    assert!(
        timeout(Duration::from_secs(3_600), service.call())
            .await
            .is_err()
    );
    assert_eq!(recorder.calls(), [ended(0, 3_600_000, Ending::Dropped)]);
}

/// On the real clock, where a timer of zero takes a millisecond.
#[tokio::test]
async fn zero_latency_returns_at_the_first_poll() {
    let recorder = Recorder::new();
    let service = service("0ms", &recorder);
    assert_eq!(service.call().now_or_never(), Some(Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_running_call_has_no_end() {
    let recorder = Recorder::new();
    let service = service("hang", &recorder);
    let mut call = pin!(service.call());
    assert_eq!(call.as_mut().now_or_never(), None);
    assert_eq!(recorder.calls()[0].ending, Ending::Running);
    assert_eq!(recorder.calls()[0].end, None);
}

#[tokio::test(start_paused = true)]
async fn a_future_never_polled_is_not_recorded() {
    let recorder = Recorder::new();
    drop(service("40ms", &recorder).call());
    assert_eq!(recorder.calls(), []);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_has_ended_after_any_poll() {
    for polls in 1.. {
        let recorder = Recorder::new();
        let service = service("40ms", &recorder);
        let answered = cut_short(polls, service.call()).await.is_some();
        assert_eq!(recorder.running(), 0);
        if answered {
            assert_eq!(recorder.calls()[0].ending, Ending::Returned);
            assert!(polls > 1, "the call never waited");
            break;
        }
        assert_eq!(recorder.calls()[0].ending, Ending::Dropped);
    }
}

#[tokio::test(start_paused = true)]
async fn cut_short_drops_before_other_tasks_run() {
    let recorder = Recorder::new();
    let service = service("hang", &recorder);
    let cut = cut_short(1, service.call()).now_or_never();
    assert_eq!(cut, Some(None));
    assert_eq!(recorder.calls()[0].ending, Ending::Dropped);
}

#[tokio::test(start_paused = true)]
async fn the_peak_outlives_the_calls() {
    let recorder = Recorder::new();
    let (slow, quick) = (service("80ms", &recorder), service("40ms", &recorder));
    let (_, _, _) = tokio::join!(slow.call(), quick.call(), quick.call());
    quick.call().await.unwrap();
    assert_eq!((recorder.peak(), recorder.running()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn idle_waits_until_the_last_call_ends() {
    let recorder = Recorder::new();
    let start = Instant::now();
    recorder.idle().await;
    assert_eq!(start.elapsed(), Duration::ZERO);

    let (slow, quick) = (service("80ms", &recorder), service("40ms:fail", &recorder));
    let idle = async {
        recorder.started(2).await;
        recorder.idle().await;
        start.elapsed()
    };
    let (_, _, idle_after) = tokio::join!(slow.call(), quick.call(), idle);
    assert_eq!(idle_after, Duration::from_millis(80));
}

#[tokio::test(start_paused = true)]
async fn the_same_script_gives_the_same_timeline() {
    async fn play() -> Vec<Call> {
        let recorder = Recorder::new();
        let (one, two) = (service("30ms", &recorder), service("20ms:fail", &recorder));
        let _ = tokio::join!(one.call(), two.call(), two.call());
        recorder.calls()
    }
    assert_eq!(play().await, play().await);
}

#[tokio::test(start_paused = true)]
async fn keeping_last_forgets_only_ended_calls() {
    let recorder = Recorder::keeping_last(2);
    let hanging = service("hang", &recorder);
    let mut hangs = pin!(hanging.call());
    // The oldest call is still running, so no later call is forgotten before it.
    assert!(hangs.as_mut().now_or_never().is_none());
    for _ in 0..5 {
        assert_eq!(service("1ms", &recorder).call().await, Ok(()));
    }
    assert_eq!((recorder.running(), recorder.calls().len()), (1, 6));
    recorder.started(6).await;

    hangs.set(hanging.call());
    assert_eq!(recorder.calls().len(), 2);
    assert_eq!(recorder.calls()[1], ended(4, 5, Ending::Returned));
    assert_eq!((recorder.running(), recorder.peak()), (0, 2));
    for _ in 0..5 {
        assert_eq!(
            service("1ms:fail", &recorder).call().await,
            Err(ScriptedFailure)
        );
    }
    assert_eq!(recorder.calls()[1], ended(9, 10, Ending::Failed));
    recorder.started(11).await;
}

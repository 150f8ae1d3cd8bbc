//! The properties: each is a claim about one way to fetch.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{Answer, ErrorKind, Status, UserId};
use shared_judge::{alive_tasks, cut_short};
use shared_mocks::ScriptedService;
use timeline::{Ending, Recorder};
use tokio::{task::yield_now, time::timeout};

use crate::lab::{Fetch, Lab, SECOND};

const HEALTHY: &str = "user=40ms,orders=80ms,notifications=60ms";

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn sections(answer: &Answer) -> Vec<&str> {
    answer.data.keys().map(String::as_str).collect()
}

fn errors(answer: &Answer) -> Vec<(&str, ErrorKind)> {
    answer
        .errors
        .iter()
        .map(|failed| (failed.service.as_str(), failed.error.kind()))
        .collect()
}

pub(crate) async fn does_nothing_before_it_is_polled(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    let future = fetch(&lab.services, &lab.user, SECOND);
    yield_now().await;
    assert_eq!((lab.recorder.calls().len(), alive_tasks()), (0, 0));
    drop(future);
}

pub(crate) async fn calls_all_services_concurrently(fetch: impl Fetch) {
    let lab = Lab::new("user=100ms,orders=100ms,notifications=100ms");
    lab.fetch(fetch, SECOND).await;
    assert_eq!(lab.elapsed(), ms(100));
    assert_eq!(lab.recorder.peak(), 3);
}

pub(crate) async fn returns_every_section(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(errors(&answer), [], "every service returned its section");
    assert_eq!(
        sections(&answer),
        ["notifications", "orders", "user"],
        "every section is there"
    );
    assert!(
        answer
            .data
            .values()
            .all(|section| section["user_id"] == "123"),
        "{answer:?}"
    );
    assert_eq!(answer.status(), Status::Complete);
    assert_eq!(lab.elapsed(), ms(80), "it returns with the slowest call");
}

pub(crate) async fn returns_immediately_without_services(fetch: impl Fetch) {
    let mut lab = Lab::new(HEALTHY);
    lab.services.clear();
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(answer.status(), Status::Complete);
    assert_eq!(lab.elapsed(), Duration::ZERO);
}

pub(crate) async fn names_a_service_that_panics(fetch: impl Fetch) {
    let lab = Lab::new("user=40ms,orders=10ms:panic,notifications=60ms");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(errors(&answer), [("orders", ErrorKind::Panicked)]);
    assert_eq!(
        answer.errors[0].error.to_string(),
        "the call panicked: scripted panic"
    );
}

pub(crate) async fn leaves_nothing_running_when_it_returns(fetch: impl Fetch) {
    for scenario in [
        HEALTHY,
        "user=40ms,orders=10ms:fail,notifications=800ms",
        "user=40ms,orders=10ms:panic,notifications=60ms",
        "user=10ms:fail,orders=20ms:fail,notifications=30ms:fail",
        "user=40ms,orders=3s,notifications=60ms",
    ] {
        let lab = Lab::new(scenario);
        lab.fetch(&fetch, SECOND).await;
        // Immediately after the return, without a turn of the runtime.
        assert_eq!(
            lab.recorder.running(),
            0,
            "a call is still running after {scenario}"
        );
        assert_eq!(alive_tasks(), 0, "a task is alive after {scenario}");
    }
}

pub(crate) async fn holds_nothing_on_return(fetch: impl Fetch) {
    let recorder = Recorder::new();
    for round in 0..200 {
        let behaviour = if round % 2 == 0 { "0ms" } else { "0ms:fail" };
        let services: Vec<_> = (0..16)
            .map(|index| format!("service-{index}"))
            .map(|name| {
                Arc::new(ScriptedService::new(
                    name,
                    behaviour.parse().unwrap(),
                    &recorder,
                ))
            })
            .collect();
        timeout(
            SECOND * 60,
            fetch(&services, &UserId::default(), SECOND * 60),
        )
        .await
        .expect("it was still waiting after a minute");
        assert_eq!(recorder.running(), 0, "a call is still running");
        // Each call holds an `Arc` of its service, so a task that is alive shows in the count.
        assert!(
            services
                .iter()
                .all(|service| Arc::strong_count(service) == 1),
            "a task still holds its service"
        );
    }
}

pub(crate) async fn waits_for_the_others_when_one_fails(fetch: impl Fetch) {
    let lab = Lab::new("user=40ms,orders=10ms:fail,notifications=800ms");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(lab.elapsed(), ms(800));
    assert_eq!(answer.status(), Status::Partial);
    assert_eq!(sections(&answer), ["notifications", "user"]);
    assert_eq!(errors(&answer), [("orders", ErrorKind::Failed)]);
}

pub(crate) async fn reports_errors_in_service_order(fetch: impl Fetch) {
    let lab = Lab::new("user=30ms:fail,orders=10ms:panic,notifications=20ms:fail");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(answer.status(), Status::Failed);
    assert_eq!(
        errors(&answer),
        [
            ("user", ErrorKind::Failed),
            ("orders", ErrorKind::Panicked),
            ("notifications", ErrorKind::Failed),
        ]
    );
}

pub(crate) async fn cancels_the_others_at_the_first_failure(fetch: impl Fetch) {
    let lab = Lab::new("user=1ms,orders=10ms:fail,notifications=800ms");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(
        lab.elapsed(),
        ms(10),
        "it returns at the instant of the failure"
    );
    assert_eq!(
        lab.endings(),
        [Ending::Returned, Ending::Failed, Ending::Dropped]
    );
    assert_eq!(answer.status(), Status::Failed);
    assert_eq!(sections(&answer), [] as [&str; 0], "whole or nothing");
}

pub(crate) async fn cancels_the_others_at_the_first_panic(fetch: impl Fetch) {
    let lab = Lab::new("user=40ms,orders=10ms:panic,notifications=800ms");
    lab.fetch(fetch, SECOND).await;
    assert_eq!(
        lab.elapsed(),
        ms(10),
        "it returns at the instant of the panic"
    );
    assert_eq!(
        lab.endings(),
        [Ending::Dropped, Ending::Panicked, Ending::Dropped]
    );
}

pub(crate) async fn reports_only_the_first_failure(fetch: impl Fetch) {
    let lab = Lab::new("user=30ms:fail,orders=20ms:fail,notifications=10ms:fail");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(errors(&answer), [("notifications", ErrorKind::Failed)]);
}

pub(crate) async fn never_returns_when_a_service_hangs(fetch: impl Fetch) {
    let lab = Lab::new("user=40ms,orders=80ms,notifications=hang");
    lab.fetch_and_leave(fetch, SECOND * 3_600).await;
    assert_eq!(
        lab.endings(),
        [Ending::Returned, Ending::Returned, Ending::Running]
    );
}

pub(crate) async fn returns_partial_results_at_the_deadline(fetch: impl Fetch) {
    let lab = Lab::new("user=40ms,orders=80ms:fail,notifications=hang");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(lab.elapsed(), SECOND, "it returns at the deadline");
    assert_eq!(answer.status(), Status::Partial);
    assert_eq!(sections(&answer), ["user"]);
    assert_eq!(
        errors(&answer),
        [
            ("orders", ErrorKind::Failed),
            ("notifications", ErrorKind::Timeout)
        ]
    );
    assert_eq!(
        lab.endings(),
        [Ending::Returned, Ending::Failed, Ending::Dropped]
    );
}

pub(crate) async fn fails_at_the_deadline(fetch: impl Fetch) {
    let lab = Lab::new("user=hang,orders=80ms,notifications=hang");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(lab.elapsed(), SECOND, "it returns at the deadline");
    assert_eq!(answer.status(), Status::Failed);
    assert_eq!(sections(&answer), [] as [&str; 0], "whole or nothing");
    assert_eq!(
        errors(&answer),
        [
            ("user", ErrorKind::Timeout),
            ("notifications", ErrorKind::Timeout)
        ]
    );
    assert_eq!(
        lab.endings(),
        [Ending::Dropped, Ending::Returned, Ending::Dropped]
    );
}

pub(crate) async fn has_one_deadline_for_all_calls(fetch: impl Fetch) {
    // Each answer comes within a second of the one before it, the last after the deadline.
    let lab = Lab::new("user=400ms,orders=800ms,notifications=1200ms");
    let answer = lab.fetch(fetch, SECOND).await;
    assert_eq!(
        lab.elapsed(),
        SECOND,
        "an answer does not prolong the deadline"
    );
    assert_eq!(errors(&answer), [("notifications", ErrorKind::Timeout)]);
}

pub(crate) async fn fails_immediately_with_a_zero_deadline(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    let answer = lab.fetch(fetch, Duration::ZERO).await;
    assert_eq!(lab.elapsed(), Duration::ZERO);
    assert_eq!(answer.status(), Status::Failed);
    assert_eq!((lab.recorder.running(), alive_tasks()), (0, 0));
}

pub(crate) async fn treats_the_longest_deadline_as_none(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    let answer = lab.fetch(fetch, Duration::MAX).await;
    assert_eq!(answer.status(), Status::Complete);
}

pub(crate) async fn keeps_running_when_dropped(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    lab.fetch_and_leave(fetch, ms(50)).await;
    assert_eq!(
        lab.endings(),
        [Ending::Returned, Ending::Running, Ending::Running]
    );
    // Without an owner, each call still runs to its own end.
    lab.idle().await;
    assert_eq!(lab.elapsed(), ms(80));
}

pub(crate) async fn cancels_its_calls_when_dropped(fetch: impl Fetch) {
    let lab = Lab::new(HEALTHY);
    lab.fetch_and_leave(fetch, ms(50)).await;
    assert_eq!(
        lab.endings(),
        [Ending::Returned, Ending::Dropped, Ending::Dropped]
    );
    assert_eq!(alive_tasks(), 0, "a task outlived its caller");
}

pub(crate) async fn runs_to_its_end_wherever_it_is_dropped(fetch: impl Fetch) {
    for_every_number_of_polls(fetch, async |lab, polls| {
        if polls > 0 {
            assert!(
                !lab.endings().contains(&Ending::Dropped),
                "{:?}",
                lab.endings()
            );
            lab.idle().await;
            yield_now().await;
        }
    })
    .await;
}

pub(crate) async fn leaves_nothing_wherever_it_is_dropped(fetch: impl Fetch) {
    for_every_number_of_polls(fetch, async |_, _| ()).await;
}

/// Drops a fetch after no poll, after one, and so on until it finishes. `settle` waits for calls
/// that the pattern leaves running; then nothing may be left.
async fn for_every_number_of_polls(fetch: impl Fetch, settle: impl AsyncFn(&Lab, usize)) {
    for polls in 0.. {
        let lab = Lab::new("user=10ms,orders=20ms,notifications=30ms");
        let future = cut_short(polls, fetch(&lab.services, &lab.user, SECOND));
        let finished = timeout(SECOND * 3_600, future)
            .await
            .expect("it returns within an hour")
            .is_some();
        yield_now().await;
        settle(&lab, polls).await;
        assert_eq!(
            lab.recorder.running(),
            0,
            "a call is running after {polls} polls"
        );
        assert_eq!(alive_tasks(), 0, "a task is alive after {polls} polls");
        if finished {
            assert!(
                polls > 1,
                "it never waited, so it was never dropped half-way"
            );
            return;
        }
    }
}

//! Promises about recorded calls: a kept one says nothing, a broken one draws a picture.

use std::{
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use rstest::rstest;
use shared_judge::Moment;
use shared_mocks::ScriptedService;
use timeline::{Ending, Recorder};
use tokio::{task::JoinSet, time::sleep};

/// The learner's mistake: the sibling's task is still there when the function returns.
async fn leak(recorder: &Recorder) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for (service, behaviour) in [("profile", "40ms:fail"), ("orders", "10s")] {
        let service = ScriptedService::new(service, behaviour.parse().unwrap(), recorder);
        tasks.spawn(async move {
            let _ = service.call().await;
            pending::<()>().await;
        });
    }
    sleep(Duration::from_millis(40)).await;
    tokio::task::yield_now().await;
    tasks
}

async fn returned() -> Moment {
    let recorder = Recorder::new();
    let _tasks = leak(&recorder).await;
    Moment::of(&recorder, "aggregate returned")
}

fn complaint(judge: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(judge)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_kept_promise_says_nothing() {
    let moment = returned().await;
    moment.promises("profile", Ending::Failed);
    moment.promised_at(Duration::from_millis(40));
    moment.promised_that("it is kept", true);
}

#[tokio::test(start_paused = true)]
async fn a_promise_concerns_the_last_call_of_a_service() {
    let recorder = Recorder::new();
    for (behaviour, ending) in [("1ms:fail", Ending::Failed), ("1ms", Ending::Returned)] {
        let service = ScriptedService::new("orders", behaviour.parse().unwrap(), &recorder);
        let _ = service.call().await;
        Moment::of(&recorder, "it returned").promises("orders", ending);
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_promise_is_drawn_at_its_place() {
    let moment = returned().await;
    let message = complaint(|| moment.promises("orders", Ending::Dropped));
    insta::assert_snapshot!(message);
}

#[rstest]
#[case(
    |moment: Moment| moment.promises("payment", Ending::Returned),
    "payment: never called when aggregate returned at 40ms; promised: returned"
)]
#[case(
    |moment: Moment| moment.promised_at(Duration::from_millis(10)),
    "aggregate returned at 40ms; promised: at 10ms"
)]
#[case(
    |moment: Moment| moment.promised_that("one call", false),
    "aggregate returned at 40ms; promised: one call"
)]
#[case(
    |moment: Moment| moment.promises_no_task(),
    "2 tasks are still alive, running orders, when aggregate returned at 40ms; promised: no task"
)]
#[tokio::test(start_paused = true)]
async fn the_first_line_says_what_is_broken(#[case] judge: fn(Moment), #[case] promised: &str) {
    let moment = returned().await;
    let message = complaint(|| judge(moment));
    assert_eq!(message.lines().next(), Some(promised), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_task_without_a_call_is_named_too() {
    let recorder = Recorder::new();
    let _tasks = JoinSet::from_iter([pending::<()>()]);
    let message = complaint(|| Moment::of(&recorder, "it returned").promises_no_task());
    let first = message.lines().next().unwrap();
    assert!(
        first.starts_with("1 task is still alive, running no recorded call"),
        "{first}"
    );
}

/// 100 calls, of which one runs on and one is the broken promise: both are among the 16 rows.
#[tokio::test(start_paused = true)]
async fn a_long_timeline_shows_what_decides() {
    let recorder = Recorder::new();
    let hang = ScriptedService::new("hangs", "hang".parse().unwrap(), &recorder);
    let _tasks = JoinSet::from_iter([async move { hang.call().await }]);
    tokio::task::yield_now().await;
    for index in 0..99 {
        let name = format!("call {index}");
        let call = ScriptedService::new(name, "1ms".parse().unwrap(), &recorder);
        call.call().await.unwrap();
    }
    let moment = Moment::of(&recorder, "it returned");
    let message = complaint(|| moment.promises("call 40", Ending::Failed));
    assert!(message.contains("(16 of 100 calls are shown)"), "{message}");
    for row in ["  hangs ", "  call 40 ", "  call 98 "] {
        assert!(message.contains(row), "{message}");
    }
    assert!(!message.contains("  call 41 "), "{message}");
}

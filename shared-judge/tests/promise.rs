//! Promises about recorded calls: kept ones say nothing, broken ones draw a picture.

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
async fn a_promise_is_about_the_last_call_of_its_service() {
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
#[tokio::test(start_paused = true)]
async fn a_broken_promise_is_said_in_the_first_line(
    #[case] judge: fn(Moment),
    #[case] promised: &str,
) {
    let moment = returned().await;
    let message = complaint(|| judge(moment));
    assert_eq!(message.lines().next(), Some(promised), "{message}");
}

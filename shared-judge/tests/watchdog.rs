//! A test that hangs fails by name. The ones that hang are ignored: the others run them, each in a
//! process of its own.

use std::{
    env,
    process::{Command, Output},
    time::Duration,
};

use shared_judge::{watchdog, watched};
use tokio::{
    runtime::Handle,
    task::{JoinSet, spawn_blocking, yield_now},
    time::{Instant, sleep},
};

async fn yield_until(end: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < end {
        yield_now().await;
    }
}

/// Runs one ignored test with a patience of so many seconds.
fn run(test: &str, patience: &str) -> (Output, String) {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", test])
        .env("JUDGE_PATIENCE", patience)
        .output()
        .unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (output, String::from_utf8(text).unwrap())
}

#[track_caller]
fn assert_fails(test: &str, message: &str) {
    let (output, text) = run(test, "0.3");
    assert_eq!(output.status.code(), Some(101), "{text}");
    assert!(text.contains(&format!("test {test} ... FAILED")), "{text}");
    assert!(text.contains(message), "{text}");
}

#[tokio::test(start_paused = true)]
async fn gives_the_output_of_a_call_that_waits() {
    let call = async {
        sleep(Duration::from_secs(3600)).await;
        7
    };
    assert_eq!(watched(call).await, 7);
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "time stands still 40ms after the start: ")]
async fn fails_a_loop_of_polls() {
    watched(async {
        sleep(Duration::from_millis(40)).await;
        yield_until(Duration::from_millis(1)).await;
    })
    .await;
}

#[test]
fn fails_a_loop_of_polls_in_a_task() {
    assert_fails("loops_in_a_task", "time stands still: 300ms of real time");
}

#[test]
fn ends_the_run_when_a_poll_never_returns() {
    assert_fails(
        "never_returns",
        "test never_returns hangs: 3.3s of real time",
    );
}

#[test]
fn ends_the_run_when_a_runtime_never_shuts_down() {
    assert_fails("never_shuts_down", "test never_shuts_down hangs: ");
}

#[test]
fn ends_the_run_on_the_real_clock_too() {
    assert_fails("waits_for_ever", "time stands still: ");
}

#[test]
fn a_moving_clock_starts_the_patience_anew() {
    let (output, text) = run("moves_slowly", "1");
    assert!(output.status.success(), "{text}");
}

#[tokio::test(start_paused = true)]
#[ignore = "hangs: see `fails_a_loop_of_polls_in_a_task`"]
async fn loops_in_a_task() {
    let mut tasks = JoinSet::new();
    tasks.spawn(yield_until(Duration::from_millis(1)));
    watched(tasks.join_next()).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "hangs: see `ends_the_run_when_a_poll_never_returns`"]
async fn never_returns() {
    watchdog();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(1) {
        std::hint::spin_loop();
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "hangs: see `ends_the_run_when_a_runtime_never_shuts_down`"]
async fn never_shuts_down() {
    watchdog();
    let runtime = Handle::current();
    drop(spawn_blocking(move || {
        runtime.block_on(std::future::pending::<()>())
    }));
}

#[tokio::test]
#[ignore = "hangs: see `ends_the_run_on_the_real_clock_too`"]
async fn waits_for_ever() {
    watched(std::future::pending::<()>()).await;
}

/// Three steps of virtual time, each of which takes nearly the whole patience of real time.
#[tokio::test(start_paused = true)]
#[ignore = "slow: see `a_moving_clock_starts_the_patience_anew`"]
async fn moves_slowly() {
    watchdog();
    for _ in 0..3 {
        let real = std::time::Instant::now();
        while real.elapsed() < Duration::from_millis(700) {
            std::hint::spin_loop();
        }
        sleep(Duration::from_millis(1)).await;
    }
}

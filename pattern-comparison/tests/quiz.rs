//! The quiz in a terminal of its own, as a person meets it.
#![cfg(unix)]

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

/// Milliseconds after which an answer that has not come never will.
const LONG: u64 = 30_000;

fn quiz(scenario: &str) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pattern-comparison"));
    command
        .args(["--quiz", "--scenario", scenario])
        .env("NO_COLOR", "1");
    spawn_command(command, Some(LONG)).unwrap()
}

/// Waits for the end. The status' own type is not ours to name; it prints as `Exited(pid, code)`.
fn assert_exits_with(code: i32, session: &PtySession) {
    let status = format!("{:?}", session.process().wait().unwrap());
    assert!(
        status.starts_with("Exited(") && status.ends_with(&format!(", {code})")),
        "{status}"
    );
}

#[test]
fn asks_before_it_shows_and_keeps_the_score() {
    let mut quiz = quiz("one-fails");
    let asked = quiz.exp_string("What does the caller get?").unwrap();
    assert!(
        asked.contains("orders fails after 10ms"),
        "the scenario is told"
    );
    assert!(!asked.contains("800ms    0"), "the answer is not");
    quiz.exp_string("> ").unwrap();
    quiz.send_line("p p p f").unwrap();
    quiz.exp_string("When?").unwrap();
    quiz.send_line("800ms").unwrap();
    quiz.exp_string("Who still runs then?").unwrap();
    quiz.send_line("- - - uo").unwrap();

    quiz.exp_string("fail-fast       failed").unwrap();
    quiz.exp_string("fail-fast: you said 800ms, it is 10ms")
        .unwrap();
    quiz.exp_string("patterns/fail_fast.rs").unwrap();
    quiz.exp_string("fail-fast: you said user and orders, it is nobody")
        .unwrap();
    quiz.exp_string("10 of 12 right").unwrap();
    quiz.exp_eof().unwrap();
    assert_exits_with(0, &quiz);
}

#[test]
fn asks_again_what_it_did_not_understand() {
    let mut quiz = quiz("healthy");
    quiz.exp_string("> ").unwrap();
    quiz.send_line("perhaps").unwrap();
    quiz.exp_string("I do not understand \"perhaps\".").unwrap();
    quiz.exp_string("> ").unwrap();
    quiz.send_line("c c c").unwrap();
    quiz.exp_string("One word or 4, please, not 3.").unwrap();
    quiz.exp_string("> ").unwrap();
    quiz.send_line("c").unwrap();
    quiz.exp_string("When?").unwrap();
}

#[test]
fn ctrl_d_ends_it_with_the_score() {
    let mut quiz = quiz("healthy");
    quiz.exp_string("> ").unwrap();
    quiz.send_control('d').unwrap();
    quiz.exp_string("0 of 0 right so far. Goodbye.").unwrap();
    quiz.exp_eof().unwrap();
    assert_exits_with(0, &quiz);
}

#[test]
fn ctrl_c_ends_it_with_the_score() {
    let mut quiz = quiz("healthy");
    quiz.exp_string("> ").unwrap();
    quiz.send_control('c').unwrap();
    quiz.exp_string("0 of 0 right so far.").unwrap();
    quiz.exp_eof().unwrap();
    assert_exits_with(130, &quiz);
}

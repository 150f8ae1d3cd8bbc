//! The quiz as a person meets it, who reads before they answer.

use std::{
    io::{BufReader, Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn asks_before_it_shows_and_keeps_the_score() {
    let mut quiz = Quiz::of("one-fails");
    let asked = quiz.says("What does the caller get?");
    assert!(
        asked.contains("orders fails after 10ms"),
        "the scenario is told"
    );
    assert!(!asked.contains("800ms    0"), "the answer is not");
    quiz.says("> ");
    quiz.hears("p p p f");
    quiz.says("When?");
    quiz.hears("800ms");
    quiz.says("Who still runs then?");
    quiz.hears("- - - uo");

    quiz.says("fail-fast       failed");
    quiz.says("fail-fast: you said 800ms, it is 10ms");
    quiz.says("patterns/fail_fast.rs");
    quiz.says("fail-fast: you said user and orders, it is nobody");
    quiz.says("10 of 12 right so far. Goodbye.");
    quiz.exits_with(0);
}

#[test]
fn asks_again_what_it_did_not_understand() {
    let mut quiz = Quiz::of("healthy");
    quiz.says("> ");
    quiz.hears("perhaps");
    quiz.says("I do not understand \"perhaps\".");
    quiz.says("> ");
    quiz.hears("c c c");
    quiz.says("One word or 4, please, not 3.");
    quiz.says("> ");
    quiz.hears("c");
    quiz.says("When?");
}

#[test]
fn the_end_of_the_input_ends_it_with_the_score() {
    let mut quiz = Quiz::of("healthy");
    quiz.says("> ");
    quiz.input = None;
    quiz.says("0 of 0 right so far. Goodbye.");
    quiz.exits_with(0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_the_score() {
    let mut quiz = Quiz::of("healthy");
    quiz.says("> ");
    let kill = format!("kill -INT {}", quiz.child.id());
    let killed = Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert!(killed.success());
    quiz.says("0 of 0 right so far.");
    quiz.exits_with(130);
}

/// A quiz under way, which ends with its test at the latest.
struct Quiz {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<u8>,
}

impl Quiz {
    fn of(scenario: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pattern-comparison"))
            .args(["--quiz", "--scenario", scenario])
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (tx, output) = channel();
        // Ends with the quiz, or when nobody reads on.
        thread::spawn(move || {
            for byte in stdout.bytes().map_while(Result::ok) {
                if tx.send(byte).is_err() {
                    break;
                }
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            output,
        }
    }

    /// Waits for these words, and returns what stood before them.
    #[track_caller]
    fn says(&self, words: &str) -> String {
        let mut said = Vec::new();
        while !said.ends_with(words.as_bytes()) {
            match self.output.recv_timeout(LONG) {
                Ok(byte) => said.push(byte),
                Err(_) => panic!("no {words:?} in {:?}", String::from_utf8_lossy(&said)),
            }
        }
        String::from_utf8(said).unwrap()
    }

    fn hears(&mut self, line: &str) {
        let input = self.input.as_mut().expect("the input is open");
        writeln!(input, "{line}").unwrap();
    }

    #[track_caller]
    fn exits_with(&mut self, code: i32) {
        let rest: Vec<u8> = self.output.iter().collect();
        assert_eq!(String::from_utf8_lossy(&rest).trim_end(), "");
        assert_eq!(self.child.wait().unwrap().code(), Some(code));
    }
}

impl Drop for Quiz {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

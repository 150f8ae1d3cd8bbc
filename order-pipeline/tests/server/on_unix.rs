//! What signals, file descriptors and streams do to the server's process.
//! The tests wait for events; no time has an upper bound.

use std::{process::Command, time::Duration};

use reqwest::StatusCode;
use rstest::rstest;
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::support::{LONG, Process, Server};

#[tokio::test]
async fn survives_running_out_of_file_descriptors() {
    let mut command = Command::new("sh");
    let limited = r#"ulimit -n 32 && exec "$0" --addr 127.0.0.1:0"#;
    command.args(["-c", limited, env!("CARGO_BIN_EXE_order-pipeline")]);
    let mut server = Server::listening(Process::spawn(command)).await;
    let addr = server.url.trim_start_matches("http://").to_owned();
    let mut knocking = Vec::new();
    for _ in 0..64 {
        knocking.push(TcpStream::connect(&addr).await.unwrap());
    }
    server.says("cannot accept").await;
    // A few more tries, which must not be logged.
    sleep(Duration::from_millis(300)).await;
    drop(knocking);
    let line = server.process.stderr.next().await.unwrap();
    assert!(line.contains("accepting again"), "{line}");
    assert_eq!(server.get("/health").await, r#"{"status":"ok"}"#);
}

#[tokio::test]
async fn sigterm_ends_an_idle_server_with_success() {
    let mut server = Server::start(&[]).await;
    server.signal("TERM");
    server.says_that_it_stops().await;
    assert_eq!(server.process.exit_code().await, Some(0));
}

#[tokio::test]
async fn ctrl_c_lets_a_running_order_finish() {
    let mut server = Server::start(&["--deadline", "30s"]).await;
    let mut order = server.send_an_order(2_000);
    server.tells("order_steps_running 1").await;

    server.signal("INT");
    server.says_that_it_stops().await;
    let answer = order.join_next().await.unwrap().unwrap();
    assert_eq!(answer.unwrap().status(), StatusCode::OK);
    assert_eq!(server.process.exit_code().await, Some(0));
}

/// `/dev/full` makes each write fail. A closed descriptor would not: the start of a Rust program opens
/// it again on `/dev/null`.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn serves_with_a_full_stdout() {
    let mut command = Command::new("sh");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    drop(taken);
    command.args(["-c", r#"exec "$0" --addr "$1" >/dev/full"#]);
    command.args([env!("CARGO_BIN_EXE_order-pipeline"), &addr]);
    let mut process = Process::spawn(command);
    let connects = async {
        while TcpStream::connect(&addr).await.is_err() {
            assert!(!process.has_ended(), "promised: it keeps serving");
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, connects).await.expect("the server listens");
    assert!(!process.has_ended());
}

#[tokio::test]
async fn logs_one_line_per_order() {
    let mut server = Server::start(&[]).await;
    server.send_an_order(0).join_next().await;
    server.signal("TERM");
    let mut lines = Vec::new();
    while let Some(line) = server.process.stderr.next().await {
        lines.push(line);
    }
    assert_eq!(lines.len(), 2, "its end and the server's: {lines:?}");
    assert!(lines[0].contains("order ended"), "{lines:?}");
}

#[rstest]
#[tokio::test]
async fn a_second_ctrl_c_exits_immediately(#[values("INT", "TERM")] first: &str) {
    let mut server = Server::start(&["--deadline", "70s"]).await;
    let mut order = server.send_an_order(60_000);
    server.tells("order_steps_running 1").await;

    server.signal(first);
    server.says_that_it_stops().await;
    server.signal("INT");
    assert_eq!(server.process.exit_code().await, Some(130));
    assert!(order.join_next().await.unwrap().unwrap().is_err());
}

impl Server {
    /// Through the shell, which has `kill` on every Unix.
    fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.process.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.unwrap().success(), "{kill}");
    }

    async fn says_that_it_stops(&mut self) {
        let line = self.says("stopping").await;
        assert!(line.contains("10s"), "{line}");
    }

    /// Waits for a log line with these words.
    async fn says(&mut self, words: &str) -> String {
        while let Some(line) = self.process.stderr.next().await {
            if line.contains(words) {
                return line;
            }
        }
        panic!("the server ended without a word of {words:?}");
    }
}

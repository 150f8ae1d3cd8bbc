//! The command as a person meets it: what it refuses, what it explains, how it stops.
//! Events are waited for; no time has an upper bound.

use std::{net::TcpListener, process::Command};

use crate::support::Process;
use rstest::rstest;

#[rstest]
#[case(&["--couriers", "0"], "'0'")]
#[case(&["--couriers", "129"], "'129'")]
#[case(&["--couriers", "x"], "'x'")]
#[case(&["--addr", "nonsense"], "'nonsense'")]
#[case(&["--deadline", "0s"], "'0s'")]
#[case(&["--deadline", "soon"], "'soon'")]
#[case(&["--max-concurrent", "0"], "'0'")]
#[case(&["--curiers", "5"], "'--curiers'")]
#[tokio::test]
async fn refuses_what_does_not_parse_and_names_it_first(
    #[case] args: &[&str],
    #[case] named: &str,
) {
    let mut command = Process::start(args);
    assert_eq!(command.stdout.next().await, None);
    let first = command.stderr.next().await.unwrap();
    assert!(first.contains(named), "{first}");
    assert_eq!(command.exit_code().await, Some(2));
}

#[tokio::test]
async fn help_lists_every_flag_with_its_default() {
    let mut command = Process::start(&["--help"]);
    let mut flags = Vec::new();
    let mut defaults = Vec::new();
    let mut words = String::new();
    while let Some(line) = command.stdout.next().await {
        let line = line.trim();
        words = words + line + " ";
        if let Some((flag, _)) = line.split_once(" <") {
            flags.push(flag.to_owned());
        }
        if let Some(default) = line.strip_prefix("[default: ") {
            defaults.push(default.trim_end_matches(']').to_owned());
        }
    }
    assert_eq!(
        flags,
        ["--addr", "--deadline", "--couriers", "--max-concurrent"]
    );
    assert_eq!(defaults, ["127.0.0.1:8081", "2s", "5", "512"]);
    assert!(words.contains("any Ctrl-C after that does not, and the exit code is 130"));
    assert_eq!(command.exit_code().await, Some(0));
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let mut command = Process::start(&["--addr", &addr]);
    assert_eq!(command.stdout.next().await, None);
    let error = command.stderr.next().await.unwrap();
    assert!(error.contains(&addr), "{error}");
    assert_eq!(command.exit_code().await, Some(1));
}

#[tokio::test]
async fn a_filter_that_does_not_parse_is_named() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_order-pipeline"));
    command.args(["--addr", "127.0.0.1:0"]);
    let mut command = Process::spawn_with(command, &[("RUST_LOG", "order_pipeline=loud")]);
    assert_eq!(command.stdout.next().await, None);
    let error = command.stderr.next().await.unwrap();
    assert!(error.contains("RUST_LOG"), "{error}");
    assert_eq!(command.exit_code().await, Some(1));
}

#[cfg(unix)]
mod on_unix {
    use std::{process::Command, time::Duration};

    use reqwest::StatusCode;
    use rstest::rstest;
    use tokio::{
        net::TcpStream,
        task::JoinSet,
        time::{sleep, timeout},
    };

    use crate::support::{LONG, Process, Server};

    #[tokio::test]
    async fn outlives_a_want_of_file_descriptors() {
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
        // A few more tries, of which nobody needs to hear.
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
    async fn ctrl_c_lets_the_order_under_way_finish() {
        let mut server = Server::start(&["--deadline", "30s"]).await;
        let mut order = server.send_an_order(500);
        server.runs_a_step().await;

        server.signal("INT");
        server.says_that_it_stops().await;
        let answer = order.join_next().await.unwrap().unwrap();
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
        assert_eq!(server.process.exit_code().await, Some(0));
    }

    /// A descriptor that is closed would be opened again by the start of any Rust program, on
    /// `/dev/null`: here each write fails.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn serves_though_nobody_takes_what_it_prints() {
        let mut command = Command::new("sh");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = taken.local_addr().unwrap().to_string();
        drop(taken);
        command.args(["-c", r#"exec "$0" --addr "$1" >/dev/full"#]);
        command.args([env!("CARGO_BIN_EXE_order-pipeline"), &addr]);
        let mut process = Process::spawn(command);
        let connects = async {
            while TcpStream::connect(&addr).await.is_err() {
                assert!(!process.has_ended(), "promised: it serves all the same");
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LONG, connects).await.expect("the server listens");
        assert!(!process.has_ended());
    }

    #[tokio::test]
    async fn says_nothing_of_an_order_but_its_end() {
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
    async fn any_ctrl_c_after_the_first_signal_does_not_wait(#[values("INT", "TERM")] first: &str) {
        let mut server = Server::start(&["--deadline", "70s"]).await;
        let mut order = server.send_an_order(60_000);
        server.runs_a_step().await;

        server.signal(first);
        server.says_that_it_stops().await;
        server.signal("INT");
        assert_eq!(server.process.exit_code().await, Some(130));
        assert!(order.join_next().await.unwrap().unwrap().is_err());
    }

    impl Server {
        /// By way of the shell, which has a `kill` on every Unix.
        fn signal(&self, signal: &str) {
            let kill = format!("kill -{signal} {}", self.process.id());
            let status = Command::new("sh").args(["-c", &kill]).status();
            assert!(status.unwrap().success(), "{kill}");
        }

        async fn says_that_it_stops(&mut self) {
            let line = self.says("stopping").await;
            assert!(line.contains("10s"), "{line}");
        }

        /// Waits for a line with these words.
        async fn says(&mut self, words: &str) -> String {
            while let Some(line) = self.process.stderr.next().await {
                if line.contains(words) {
                    return line;
                }
            }
            panic!("the server ended without a word of {words:?}");
        }

        /// Sends an order that is done when its payment is.
        fn send_an_order(
            &self,
            payment_ms: u64,
        ) -> JoinSet<Result<reqwest::Response, reqwest::Error>> {
            let delays = format!(r#"{{"payment": {payment_ms}, "vendor": 0, "courier": 0}}"#);
            let body = format!(r#"{{"order_id": "o-1", "amount": 1200, "delay_ms": {delays}}}"#);
            let request = self.client.post(format!("{}/order", self.url)).body(body);
            let mut sent = JoinSet::new();
            sent.spawn(request.send());
            sent
        }

        /// Waits until the server has begun with an order.
        async fn runs_a_step(&self) {
            let begun = async {
                while self.steps_running().await == 0 {
                    sleep(Duration::from_millis(5)).await;
                }
            };
            timeout(LONG, begun).await.expect("the order begins");
        }

        async fn steps_running(&self) -> usize {
            let metrics = self.get("/metrics").await;
            let gauge = metrics
                .lines()
                .find_map(|line| line.strip_prefix("order_steps_running "));
            gauge.expect("the gauge is there").parse().unwrap()
        }
    }
}

//! The command line: bad arguments, the help, and what each flag does.
//! The tests wait for events; no time has an upper bound.

use std::{net::TcpListener, process::Command};

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::Value;

use crate::support::{Process, Server};

#[rstest]
#[case(&["--couriers", "0"], "'0'")]
#[case(&["--couriers", "129"], "'129'")]
#[case(&["--couriers", "x"], "'x'")]
#[case(&["--couriers", "-1"], "write a number from 1 to 128")]
#[case(&["--addr", "nonsense"], "'nonsense'")]
#[case(&["--addr", ":8081"], "0.0.0.0:8080")]
#[case(&["--addr", "localhost:-1"], "'localhost:-1'")]
#[case(&["--allow-host", "tunnel.example:443"], "'tunnel.example:443'")]
#[case(&["--deadline", "0s"], "'0s'")]
#[case(&["--deadline", "soon"], "'soon'")]
#[case(&["--deadline", "-1s"], "write a time above zero")]
#[case(&["--max-concurrent", "0"], "'0'")]
#[case(&["--max-concurrent", "-5"], "write a number of at least 1")]
#[case(&["--curiers", "5"], "'--curiers'")]
#[tokio::test]
async fn a_bad_argument_is_named_first(#[case] args: &[&str], #[case] named: &str) {
    let mut command = Process::start(args);
    assert_eq!(command.stdout.next().await, None);
    let first = command.stderr.next().await.unwrap();
    assert!(first.contains(named), "{first}");
    assert_eq!(command.exit_code().await, Some(2));
}

#[tokio::test]
async fn help_lists_every_flag_and_default() {
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
        [
            "--addr",
            "--allow-host",
            "--deadline",
            "--couriers",
            "--max-concurrent"
        ]
    );
    assert_eq!(defaults, ["127.0.0.1:8081", "2s", "5", "512"]);
    assert!(words.contains("immediately, with exit code 130"));
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

#[cfg(unix)]
#[tokio::test]
async fn an_argument_that_is_not_utf8_is_named() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let mut command = Command::new(env!("CARGO_BIN_EXE_order-pipeline"));
    command.arg("--deadline").arg(OsStr::from_bytes(b"2\xffs"));
    let mut command = Process::spawn(command);
    let first = command.stderr.next().await.unwrap();
    assert!(first.contains("\"2\u{fffd}s\" is not UTF-8"), "{first}");
    assert_eq!(command.exit_code().await, Some(2));
}

#[tokio::test]
async fn listens_on_a_host_name() {
    let mut command = Process::start(&["--addr", "localhost:0"]);
    let line = command.stdout.next().await.unwrap();
    assert!(line.starts_with("listening on http://"), "{line}");
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_named() {
    let mut command = Process::start(&["--addr", "nowhere.invalid:8081"]);
    let error = command.stderr.next().await.unwrap();
    assert!(
        error.contains("cannot listen on nowhere.invalid:8081"),
        "{error}"
    );
    assert_eq!(command.exit_code().await, Some(1));
}

#[tokio::test]
async fn refuses_other_hosts_in_its_own_shape() {
    let server = Server::start(&["--allow-host", "tunnel.example"]).await;
    let ask = async |host| {
        let request = server.client.get(format!("{}/health", server.url));
        request.header("host", host).send().await.unwrap()
    };
    assert_eq!(ask("tunnel.example").await.status(), 200);
    let refused = ask("evil.example").await;
    assert_eq!(refused.status(), 421);
    let refused: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    assert_eq!(refused["status"], "error");
    assert_eq!(refused["error"]["kind"], "misdirected");
}

#[tokio::test]
async fn a_bad_log_filter_is_named() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_order-pipeline"));
    command.args(["--addr", "127.0.0.1:0"]);
    let mut command = Process::spawn_with(command, &[("RUST_LOG", "order_pipeline=loud")]);
    assert_eq!(command.stdout.next().await, None);
    let error = command.stderr.next().await.unwrap();
    assert!(error.contains("RUST_LOG"), "{error}");
    assert_eq!(command.exit_code().await, Some(1));
}

#[tokio::test]
async fn the_deadline_flag_counts() {
    let server = Server::start(&["--deadline", "50ms"]).await;
    let answer = server.send_an_order(60_000).join_next().await;
    let answer = answer.unwrap().unwrap().unwrap();
    assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
    let answer = answer.text().await.unwrap();
    assert!(answer.contains("not done within 50ms"), "{answer}");
}

#[tokio::test]
async fn the_couriers_flag_counts() {
    let server = Server::start(&["--couriers", "1", "--deadline", "70s"]).await;
    let delays = r#"{"payment": 0, "vendor": 0, "courier": 60000}"#;
    let long = format!(r#"{{"order_id": "o-1", "amount": 1, "delay_ms": {delays}}}"#);
    let _long = server.send(long);
    server.tells("order_couriers_busy 1").await;

    // With a second courier, this step would end immediately.
    let delays = r#"{"payment": 300, "vendor": 0, "courier": 0}"#;
    let fails = r#""fail_step": "payment""#;
    let next = format!(r#"{{"order_id": "o-2", "amount": 1, {fails}, "delay_ms": {delays}}}"#);
    let answer = server.send(next).join_next().await;
    let answer = answer.unwrap().unwrap().unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["steps"][0]["status"], "error", "{answer}");
    assert_eq!(answer["steps"][2]["status"], "cancelled", "{answer}");
}

#[tokio::test]
async fn the_concurrency_flag_counts() {
    let server = Server::start(&["--max-concurrent", "1", "--deadline", "70s"]).await;
    let _first = server.send_an_order(60_000);
    server.tells("order_steps_running 1").await;
    let refused = server.send_an_order(0).join_next().await;
    let refused = refused.unwrap().unwrap().unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("no more than 1 at once"), "{refused}");
}

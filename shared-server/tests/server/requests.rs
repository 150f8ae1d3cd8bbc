//! What every request must have before it reaches a route.

use axum::{
    Router,
    body::Bytes,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use rstest::rstest;
use tokio::io::AsyncWriteExt;

use super::{HEAD_TIMEOUT, LONG, begins_with_200, heard, hello, start, start_as};

#[rstest]
#[case::missing("", 400, "the Host header is missing")]
#[case::twice(
    "host: localhost\r\nhost: localhost\r\n",
    400,
    "more than one Host header"
)]
#[case::empty("host:\r\n", 400, r#"\"\" is not a Host"#)]
#[case::malformed("host: local host\r\n", 400, r#"\"local host\" is not a Host"#)]
#[case::of_elsewhere("host: evil.example\r\n", 421, "--allow-host")]
#[case::of_elsewhere_with_port("host: evil.example:8080\r\n", 421, "evil.example")]
#[tokio::test]
async fn a_bad_host_is_refused(#[case] header: &str, #[case] status: u16, #[case] word: &str) {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let answer = heard(
        server
            .client(&format!("GET / HTTP/1.1\r\n{header}\r\n"))
            .await,
    )
    .await;
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}")),
        "{answer}"
    );
    assert!(answer.contains(word), "{answer}");
}

#[tokio::test]
async fn a_bad_host_is_refused_on_every_path() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    for target in ["/", "/nothing", "*", "http://evil.example/"] {
        let request = format!("GET {target} HTTP/1.1\r\nhost: evil.example\r\n\r\n");
        let answer = heard(server.client(&request).await).await;
        assert!(answer.starts_with("HTTP/1.1 421"), "{target}: {answer}");
    }
}

#[tokio::test]
async fn a_long_host_is_quoted_shortened() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let host = "a".repeat(60_000);
    let request = format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let answer = heard(server.client(&request).await).await;
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    assert!(
        answer.len() < 500 && answer.contains("60000 characters"),
        "{answer}"
    );
}

#[tokio::test]
async fn an_allowed_host_is_answered() {
    let allowed = ["tunnel.example".parse().unwrap()];
    let server = start_as(hello(), |server| server.allow_hosts(allowed)).await;
    let mut client = server
        .client("GET / HTTP/1.1\r\nhost: tunnel.example\r\n\r\n")
        .await;
    begins_with_200(&mut client).await;
}

#[tokio::test]
async fn refusals_have_the_shape_of_the_server() {
    let server = start_as(hello(), |server| {
        server.refuse_with(|refusal| (refusal.status, "my shape").into_response())
    })
    .await;
    let answer = heard(server.client("GET / HTTP/1.1\r\n\r\n").await).await;
    assert!(
        answer.starts_with("HTTP/1.1 400") && answer.ends_with("my shape"),
        "{answer}"
    );
}

/// Answers with the body that it gets.
fn echo() -> Router {
    Router::new()
        .route("/", post(async |body: Bytes| body))
        .route("/", get(StatusCode::OK))
}

#[rstest]
#[case::plain("chunked", "200")]
#[case::in_capitals("CHUNKED", "200")]
#[case::compressed_too("gzip, chunked", "501")]
#[case::on_two_lines("gzip\r\ntransfer-encoding: chunked", "501")]
#[case::chunked_twice("chunked, chunked", "501")]
// RFC 9112, 6.3: the length of such a body cannot be known.
#[case::not_chunked_at_all("gzip", "400")]
#[tokio::test]
async fn only_chunked_bodies_are_read(#[case] coding: &str, #[case] status: &str) {
    let server = start(echo(), HEAD_TIMEOUT).await;
    let head = format!("POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: {coding}");
    let request = format!("{head}\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    let answer = heard(server.client(&request).await).await;
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}")),
        "{answer}"
    );
    assert_eq!(answer.ends_with("hello"), status == "200", "{answer}");
}

#[tokio::test]
async fn a_refused_coding_ends_its_connection() {
    let server = start(echo(), LONG).await;
    let head = "POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip, chunked\r\n\r\n";
    let mut client = server.client(head).await;
    client
        .write_all(b"0\r\n\r\nGET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    let answer = heard(client).await;
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}

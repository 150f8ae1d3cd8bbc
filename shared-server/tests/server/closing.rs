//! Which connections the server closes, and which it must not.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use tokio::{sync::Notify, time::sleep};

use super::{HEAD_TIMEOUT, LONG, REQUEST, heard, hello, start, start_as};

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    assert_eq!(heard(server.client("").await).await, "");
}

#[tokio::test]
async fn a_connection_with_half_a_head_is_closed() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let answer = heard(server.client("GET / HTTP/1.1\r\nhost: loc").await).await;
    assert!(!answer.contains("hello"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_falls_idle_is_closed() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let answer = heard(server.client(&REQUEST.repeat(2)).await).await;
    assert_eq!(answer.matches("200 OK").count(), 2, "{answer}");
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_closed() {
    // More than the system's buffers hold.
    let much = get(async || vec![b'.'; 64 << 20]);
    let server = start_as(Router::new().route("/", much), |server| {
        server.write_timeout(HEAD_TIMEOUT)
    })
    .await;
    let client = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    client.peek(&mut start_of_answer).await.unwrap();
    assert_eq!(&start_of_answer, b"HTTP/1.1 200");
    // The drain has no limit of its own, so it ends because the write timeout closed the connection.
    assert_eq!(server.stopped(Duration::MAX).await, 0);
}

#[tokio::test]
async fn a_slow_handler_is_not_timed_out() {
    let (entered, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = get({
        let (entered, go_on) = (Arc::clone(&entered), Arc::clone(&go_on));
        async move || {
            entered.notify_one();
            go_on.notified().await;
            "slow"
        }
    });
    let server = start(Router::new().route("/", slow), HEAD_TIMEOUT).await;
    // Half of the next request comes behind it and stays unread while the handler runs.
    let client = server.client(&format!("{REQUEST}GET")).await;
    entered.notified().await;
    // The head timeout covers heads only: the answer takes several times as long.
    sleep(3 * HEAD_TIMEOUT).await;
    go_on.notify_one();
    let answer = heard(client).await;
    assert!(answer.contains("slow"), "{answer}");
}

#[tokio::test]
async fn dropping_the_server_closes_every_connection() {
    let server = start(hello(), LONG).await;
    let client = server.client("GET / HTTP/1.1\r\n").await;
    drop(server);
    assert_eq!(heard(client).await, "");
}

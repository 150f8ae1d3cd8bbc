//! What a stop does to idle connections, to half a request and to running ones.

use std::time::Duration;

use shared_server::RunningServer;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{sleep, timeout},
};

use super::{
    HEAD_TIMEOUT, LONG, REQUEST, begins_with_200, cut,
    hanging::{Hanging, hanging},
    heard, hello, start, start_as,
};

#[tokio::test]
async fn idle_connections_do_not_delay_a_stop() {
    let server = start(hello(), LONG).await;
    let mut idle = server.client(REQUEST).await;
    begins_with_200(&mut idle).await;
    assert_eq!(server.stopped(LONG).await, 0);
}

#[tokio::test]
async fn a_request_just_after_the_signal_is_answered() {
    let server = start_as(hello(), |server| server.last_words(LONG)).await;
    let mut client = server.client(REQUEST).await;
    begins_with_200(&mut client).await;
    let serving = server.stopping().await;
    // A server that closes idle connections immediately would have closed it by now.
    sleep(HEAD_TIMEOUT).await;
    client.write_all(REQUEST.as_bytes()).await.unwrap();
    is_the_last_answer(&heard(client).await);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn a_half_sent_first_request_is_answered() {
    let (serving, mut client) = stopping_at_half_a_head("").await;
    client.write_all(OTHER_HALF.as_bytes()).await.unwrap();
    is_the_last_answer(&heard(client).await);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn half_a_later_request_delays_no_stop() {
    let (serving, client) = stopping_at_half_a_head(REQUEST).await;
    let answer = heard(client).await;
    assert_eq!(answer.matches("hello").count(), 1, "{answer}");
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn a_stopping_server_accepts_no_connection() {
    let Hanging { server, client, .. } = hanging(REQUEST).await;
    let mut serving = server.stopping().await;
    let ended = timeout(Duration::ZERO, serving.ended()).await;
    assert!(ended.is_err(), "promised: it waits for the request");
    drop(client);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn a_request_past_the_grace_period_is_cut() {
    let Hanging { server, client, .. } = hanging(REQUEST).await;
    assert_eq!(server.stopped(Duration::ZERO).await, 1);
    assert_eq!(heard(client).await, "");
}

const HALF: &str = "GET / HTTP/1.1\r\nho";
const OTHER_HALF: &str = "st: localhost\r\n\r\n";

/// A server that is told to stop after half a head: of the first request, or of one behind `before`.
async fn stopping_at_half_a_head(before: &str) -> (RunningServer, TcpStream) {
    let server = start_as(hello(), |server| server.last_words(Duration::ZERO)).await;
    let mut client = server.client(before).await;
    if !before.is_empty() {
        client.readable().await.unwrap();
    }
    client.write_all(HALF.as_bytes()).await.unwrap();
    // Long enough for the server to read it.
    sleep(HEAD_TIMEOUT).await;
    let serving = server.stopping().await;
    // A server that closes such a connection immediately would have closed it by now.
    sleep(HEAD_TIMEOUT).await;
    (serving, client)
}

fn is_the_last_answer(answer: &str) {
    assert!(
        answer.contains("connection: close") && answer.ends_with("hello"),
        "{answer}"
    );
}

//! What clients that leave, panic a handler or close one side do to the server.

use axum::routing::get;
use tokio::{
    io::AsyncWriteExt,
    runtime::Handle,
    task::yield_now,
    time::{sleep, timeout},
};

use super::{
    HEAD_TIMEOUT, LONG, REQUEST, begins_with_200,
    hanging::{ended, hanging},
    heard, hello, start,
};

#[tokio::test]
async fn clients_that_left_leave_no_task() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let server = start(hello(), LONG).await;
    // After one answer the accept loop is known to run.
    heard(server.client("nonsense\r\n\r\n").await).await;
    let base = timeout(LONG, async {
        while tasks() > 1 {
            yield_now().await;
        }
        tasks()
    });
    let base = base.await.expect("promised: one task, the accept loop");
    let mut clients = Vec::new();
    for _ in 0..40 {
        let mut client = server.client(REQUEST).await;
        begins_with_200(&mut client).await;
        clients.push(client);
    }
    assert_eq!(tasks(), base + 40);
    drop(clients);
    let gone = async {
        while tasks() > base {
            yield_now().await;
        }
    };
    timeout(LONG, gone)
        .await
        .expect("promised: no task is left");
}

#[tokio::test]
async fn a_panic_closes_its_connection_and_no_other() {
    let broken = get(async || -> &'static str { std::panic::resume_unwind(Box::new("broken")) });
    let server = start(hello().route("/broken", broken), LONG).await;
    let broken = server
        .client("GET /broken HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await;
    assert_eq!(heard(broken).await, "");
    let mut well = server.client(REQUEST).await;
    begins_with_200(&mut well).await;
}

#[tokio::test]
async fn leaving_drops_the_handler_despite_unread_bytes() {
    let hanging = hanging(&format!("{REQUEST}GET")).await;
    drop(hanging.client);
    ended(hanging.at_work).await;
}

#[tokio::test]
async fn a_half_closed_client_gets_ready_answers() {
    let server = start(hello(), LONG).await;
    let mut client = server.client(REQUEST).await;
    begins_with_200(&mut client).await;
    // Idle long enough for the server to wait for a request or for the end.
    sleep(3 * HEAD_TIMEOUT).await;
    // The requests and the end of the stream arrive together.
    client
        .write_all(REQUEST.repeat(2).as_bytes())
        .await
        .unwrap();
    client.shutdown().await.unwrap();
    let answer = heard(client).await;
    assert!(answer.matches("hello").count() > 1, "{answer}");
}

//! What a stop writes to the log. A test binary of its own: the signal goes to the whole process.
#![cfg(unix)]

use std::{
    convert::Infallible,
    future::pending,
    process::{self, Command},
    sync::Arc,
    time::Duration,
};

use axum::{Router, routing::get};
use shared_judge::Log;
use shared_server::{Server, StopSignals};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Notify, task::JoinSet, time::timeout};
use tracing::{Level, instrument::WithSubscriber};

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn the_log_says_how_many_connections_were_cut() {
    let entered = Arc::new(Notify::new());
    let hang = get({
        let entered = Arc::clone(&entered);
        async move || -> Infallible {
            entered.notify_one();
            pending().await
        }
    });
    let any_port = ([127, 0, 0, 1], 0).into();
    let bound = Server::bind(any_port, Router::new().route("/", hang)).await;
    let (server, addr) = bound.unwrap();
    let server = server.grace(Duration::from_millis(10));
    let signals = StopSignals::listen().unwrap();
    let log = Log::default();
    let mut serving = JoinSet::new();
    serving.spawn(server.run(signals).with_subscriber(log.subscriber()));

    let mut clients = Vec::new();
    for _ in 0..2 {
        let mut client = TcpStream::connect(addr).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
        client.write_all(request).await.unwrap();
        entered.notified().await;
        clients.push(client);
    }
    let kill = format!("kill -TERM {}", process::id());
    let killed = Command::new("sh").args(["-c", &kill]).status();
    assert!(killed.unwrap().success());
    let ended = timeout(LONG, serving.join_next()).await;
    ended.expect("the server ends").unwrap().unwrap();

    let line = log.only("the number", |line| line.field("cut").is_some());
    line.promises("cut", "2");
    line.promises_level(Level::WARN);
}

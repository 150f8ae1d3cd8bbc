//! The server over real sockets: which connections it closes, drains or cuts, and which requests it
//! refuses. The tests wait for events; no time has an upper bound.

mod clients;
mod closing;
mod hanging;
mod limit;
mod requests;
mod stopping;

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use shared_server::{RunningServer, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::yield_now,
    time::timeout,
};

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Short, so that a test need not wait for the five seconds.
const HEAD_TIMEOUT: Duration = Duration::from_millis(100);

const REQUEST: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

struct Started {
    addr: SocketAddr,
    running: RunningServer,
}

async fn start(router: Router, head_timeout: Duration) -> Started {
    start_as(router, |server| server.head_timeout(head_timeout)).await
}

async fn start_as(router: Router, set_up: impl FnOnce(Server) -> Server) -> Started {
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, addr) = Server::bind(any_port, router).await.unwrap();
    let running = set_up(server).spawn();
    Started { addr, running }
}

impl Started {
    async fn client(&self, says: &str) -> TcpStream {
        let mut client = TcpStream::connect(self.addr).await.unwrap();
        client.write_all(says.as_bytes()).await.unwrap();
        client
    }

    async fn stopped(self, grace: Duration) -> usize {
        let stopped = timeout(LONG, self.running.shutdown(grace)).await;
        stopped.expect("the server ends")
    }

    /// Tells it to stop, and waits until it refuses connections.
    async fn stopping(mut self) -> RunningServer {
        self.running.stop(LONG);
        let refused = async {
            while TcpStream::connect(self.addr).await.is_ok() {
                yield_now().await;
            }
        };
        let refused = timeout(LONG, refused).await;
        refused.expect("promised: new connections are refused");
        self.running
    }
}

async fn cut(mut running: RunningServer) -> usize {
    let cut = timeout(LONG, running.ended()).await;
    cut.expect("the server ends")
}

/// Everything that the server sends until it closes the connection.
async fn heard(mut client: TcpStream) -> String {
    let mut heard = Vec::new();
    let closed = timeout(LONG, client.read_to_end(&mut heard)).await;
    // By an end of file or by a reset.
    let _ = closed.expect("promised: the connection is closed");
    String::from_utf8(heard).unwrap()
}

/// Waits for the start of an answer, so that the connection is known to be idle after it.
async fn begins_with_200(client: &mut TcpStream) {
    let mut start_of_answer = [0; 12];
    client.read_exact(&mut start_of_answer).await.unwrap();
    assert_eq!(&start_of_answer, b"HTTP/1.1 200");
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

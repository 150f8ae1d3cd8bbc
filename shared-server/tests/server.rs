//! The accept loop over real sockets: who is closed, who is waited for, who is cut. Events are
//! waited for; no time has an upper bound.

use std::{convert::Infallible, future::pending, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, routing::get};
use shared_server::Server;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Handle,
    sync::{Notify, oneshot},
    task::{JoinSet, yield_now},
    time::timeout,
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Short, so that a test need not wait for the five seconds.
const HEAD_TIMEOUT: Duration = Duration::from_millis(100);

struct Started {
    addr: SocketAddr,
    stop: oneshot::Sender<Duration>,
    serving: JoinSet<usize>,
}

async fn start(router: Router, head_timeout: Duration) -> Started {
    start_as(router, |server| server.head_timeout(head_timeout)).await
}

async fn start_as(router: Router, set_up: impl FnOnce(Server) -> Server) -> Started {
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, addr) = Server::bind(any_port, router).await.unwrap();
    let server = set_up(server);
    let (stop, stopped) = oneshot::channel();
    let mut serving = JoinSet::new();
    serving.spawn(server.run_until(async { stopped.await.unwrap_or_default() }));
    Started {
        addr,
        stop,
        serving,
    }
}

impl Started {
    async fn client(&self, says: &str) -> TcpStream {
        let mut client = TcpStream::connect(self.addr).await.unwrap();
        client.write_all(says.as_bytes()).await.unwrap();
        client
    }

    async fn stopped(mut self, grace: Duration) -> usize {
        self.stop.send(grace).unwrap();
        let cut = timeout(LONG, self.serving.join_next()).await;
        cut.expect("the server ends").unwrap().unwrap()
    }
}

/// All that the server says until it closes the connection.
async fn heard(mut client: TcpStream) -> String {
    let mut said = Vec::new();
    let closed = timeout(LONG, client.read_to_end(&mut said)).await;
    // Whether by an end or by a reset.
    let _ = closed.expect("promised: the connection is closed");
    String::from_utf8(said).unwrap()
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

const REQUEST: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[tokio::test]
async fn closes_who_says_nothing() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    assert_eq!(heard(server.client("").await).await, "");
}

#[tokio::test]
async fn closes_who_says_half_a_head() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let said = heard(server.client("GET / HTTP/1.1\r\nhost: loc").await).await;
    assert!(!said.contains("hello"), "{said}");
}

#[tokio::test]
async fn closes_who_keeps_quiet_after_a_request() {
    let server = start(hello(), HEAD_TIMEOUT).await;
    let said = heard(server.client(&REQUEST.repeat(2)).await).await;
    assert_eq!(said.matches("200 OK").count(), 2, "{said}");
}

#[tokio::test]
async fn closes_who_does_not_read_the_answer() {
    // More than the system's buffers take.
    let much = get(async || vec![b'.'; 64 << 20]);
    let server = start_as(Router::new().route("/", much), |server| {
        server.write_timeout(HEAD_TIMEOUT)
    })
    .await;
    let client = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    client.peek(&mut start_of_answer).await.unwrap();
    assert_eq!(&start_of_answer, b"HTTP/1.1 200");
    // It waits for the connection for as long as it takes, and so not for long.
    assert_eq!(server.stopped(Duration::MAX).await, 0);
}

#[test]
fn the_usual_times() {
    assert_eq!(Server::HEAD_TIMEOUT, Duration::from_secs(5));
    assert_eq!(Server::WRITE_TIMEOUT, Duration::from_secs(5));
    assert_eq!(Server::GRACE, Duration::from_secs(10));
}

#[tokio::test]
async fn a_hundred_clients_that_have_gone_leave_no_task() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let server = start(hello(), LONG).await;
    // The loop has begun: it has accepted somebody.
    heard(server.client("nonsense\r\n\r\n").await).await;
    let base = timeout(LONG, async {
        while tasks() > 1 {
            yield_now().await;
        }
        tasks()
    });
    let base = base.await.expect("promised: one task, the accept loop");
    let mut clients = Vec::new();
    for _ in 0..100 {
        let mut client = server.client(REQUEST).await;
        let mut start_of_answer = [0; 12];
        client.read_exact(&mut start_of_answer).await.unwrap();
        clients.push(client);
    }
    assert_eq!(tasks(), base + 100);
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
async fn waits_for_a_handler_however_long_it_takes() {
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
    let client = server.client(REQUEST).await;
    entered.notified().await;
    // The head timeout is for heads: an answer may take several times as long.
    tokio::time::sleep(3 * HEAD_TIMEOUT).await;
    go_on.notify_one();
    let said = heard(client).await;
    assert!(said.ends_with("slow"), "{said}");
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
    let mut start_of_answer = [0; 12];
    well.read_exact(&mut start_of_answer).await.unwrap();
    assert_eq!(&start_of_answer, b"HTTP/1.1 200");
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_a_stop() {
    let server = start(hello(), LONG).await;
    let mut idle = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    idle.read_exact(&mut start_of_answer).await.unwrap();
    assert_eq!(server.stopped(LONG).await, 0);
}

#[tokio::test]
async fn what_comes_by_an_open_connection_just_after_the_signal_is_answered() {
    let mut server = start_as(hello(), |server| server.last_words(LONG)).await;
    let mut client = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    client.read_exact(&mut start_of_answer).await.unwrap();
    server.stop.send(LONG).unwrap();
    // It has heard the signal when it takes no new connection.
    while TcpStream::connect(server.addr).await.is_ok() {
        yield_now().await;
    }
    // Long enough for a server that closes idle connections at once to have done so.
    tokio::time::sleep(HEAD_TIMEOUT).await;
    client.write_all(REQUEST.as_bytes()).await.unwrap();
    let said = heard(client).await;
    assert!(
        said.contains("connection: close") && said.ends_with("hello"),
        "{said}"
    );
    let cut = timeout(LONG, server.serving.join_next()).await;
    assert_eq!(cut.expect("the server ends").unwrap().unwrap(), 0);
}

#[tokio::test]
async fn takes_nobody_new_while_a_request_holds_it_up() {
    let (mut server, client) = hanging().await;
    server.stop.send(LONG).unwrap();
    let refused = async {
        while TcpStream::connect(server.addr).await.is_ok() {
            yield_now().await;
        }
    };
    timeout(LONG, refused)
        .await
        .expect("promised: nobody is let in");
    assert!(
        server.serving.try_join_next().is_none(),
        "it is still there"
    );
    drop(client);
    let cut = timeout(LONG, server.serving.join_next()).await;
    assert_eq!(cut.expect("the server ends").unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_request_that_outlasts_the_grace_is_cut() {
    let (server, client) = hanging().await;
    assert_eq!(server.stopped(Duration::ZERO).await, 1);
    assert_eq!(heard(client).await, "");
}

/// A server that works on a request for ever, and the client that waits for it.
async fn hanging() -> (Started, TcpStream) {
    let entered = Arc::new(Notify::new());
    let hang = get({
        let entered = Arc::clone(&entered);
        async move || -> Infallible {
            entered.notify_one();
            pending().await
        }
    });
    let server = start(Router::new().route("/", hang), LONG).await;
    let client = server.client(REQUEST).await;
    entered.notified().await;
    (server, client)
}

#[tokio::test]
async fn dropping_it_closes_every_connection() {
    let mut server = start(hello(), LONG).await;
    let client = server.client("GET / HTTP/1.1\r\n").await;
    server.serving.shutdown().await;
    assert_eq!(heard(client).await, "");
}

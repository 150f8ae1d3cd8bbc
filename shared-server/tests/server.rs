//! The accept loop over real sockets: who is closed, who is waited for, who is cut. Events are
//! waited for; no time has an upper bound.

use std::{
    convert::Infallible, future::pending, net::SocketAddr, num::NonZeroUsize, sync::Arc,
    time::Duration,
};

use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::get};
use shared_server::{LoadShed, RunningServer, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Handle,
    sync::{Notify, watch},
    task::yield_now,
    time::{sleep, timeout},
};

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Short, so that a test need not wait for the five seconds.
const HEAD_TIMEOUT: Duration = Duration::from_millis(100);

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
    let server = set_up(server);
    Started {
        addr,
        running: server.spawn(),
    }
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

    /// It has heard the signal: it lets nobody in any more.
    async fn stopping(mut self) -> RunningServer {
        self.running.stop(LONG);
        let refused = async {
            while TcpStream::connect(self.addr).await.is_ok() {
                yield_now().await;
            }
        };
        let refused = timeout(LONG, refused).await;
        refused.expect("promised: nobody is let in");
        self.running
    }
}

async fn cut(mut running: RunningServer) -> usize {
    let cut = timeout(LONG, running.ended()).await;
    cut.expect("the server ends")
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
    // With half of the next behind it: those are bytes that nobody reads meanwhile.
    let client = server.client(&format!("{REQUEST}GET")).await;
    entered.notified().await;
    // The head timeout is for heads: an answer may take several times as long.
    sleep(3 * HEAD_TIMEOUT).await;
    go_on.notify_one();
    let said = heard(client).await;
    assert!(said.contains("slow"), "{said}");
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
    let server = start_as(hello(), |server| server.last_words(LONG)).await;
    let mut client = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    client.read_exact(&mut start_of_answer).await.unwrap();
    let serving = server.stopping().await;
    // Long enough for a server that closes idle connections at once to have done so.
    sleep(HEAD_TIMEOUT).await;
    client.write_all(REQUEST.as_bytes()).await.unwrap();
    is_the_last_answer(&heard(client).await);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn a_first_request_that_is_half_there_at_a_stop_is_answered() {
    let (serving, mut client) = stopping_at_half_a_head("").await;
    client.write_all(OTHER_HALF.as_bytes()).await.unwrap();
    is_the_last_answer(&heard(client).await);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn half_a_later_request_does_not_hold_up_a_stop() {
    let (serving, client) = stopping_at_half_a_head(REQUEST).await;
    let said = heard(client).await;
    assert_eq!(said.matches("hello").count(), 1, "{said}");
    assert_eq!(cut(serving).await, 0);
}

const HALF: &str = "GET / HTTP/1.1\r\nho";
const OTHER_HALF: &str = "st: localhost\r\n\r\n";

/// A server that stops when it has heard half a head, behind the request `before` or first.
async fn stopping_at_half_a_head(before: &str) -> (RunningServer, TcpStream) {
    let server = start_as(hello(), |server| server.last_words(Duration::ZERO)).await;
    let mut client = server.client(before).await;
    if !before.is_empty() {
        client.readable().await.unwrap();
    }
    client.write_all(HALF.as_bytes()).await.unwrap();
    // Long enough to be heard.
    sleep(HEAD_TIMEOUT).await;
    let serving = server.stopping().await;
    // Long enough for a server that closes such a connection at once to have done so.
    sleep(HEAD_TIMEOUT).await;
    (serving, client)
}

fn is_the_last_answer(said: &str) {
    assert!(
        said.contains("connection: close") && said.ends_with("hello"),
        "{said}"
    );
}

#[tokio::test]
async fn takes_nobody_new_while_a_request_holds_it_up() {
    let Hanging { server, client, .. } = hanging(REQUEST).await;
    let mut serving = server.stopping().await;
    let ended = timeout(Duration::ZERO, serving.ended()).await;
    assert!(ended.is_err(), "it is still there");
    drop(client);
    assert_eq!(cut(serving).await, 0);
}

#[tokio::test]
async fn a_request_that_outlasts_the_grace_is_cut() {
    let Hanging { server, client, .. } = hanging(REQUEST).await;
    assert_eq!(server.stopped(Duration::ZERO).await, 1);
    assert_eq!(heard(client).await, "");
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_work_for_it_whatever_it_has_said_besides() {
    let hanging = hanging(&format!("{REQUEST}GET")).await;
    drop(hanging.client);
    ended(hanging.at_work).await;
}

/// A server that works on a request for ever, and the client that waits for it.
struct Hanging {
    server: Started,
    client: TcpStream,
    /// Closed when no handler is at work.
    at_work: watch::Sender<()>,
}

async fn hanging(says: &str) -> Hanging {
    let (entered, at_work) = (Arc::new(Notify::new()), watch::Sender::new(()));
    let hang = get({
        let (entered, at_work) = (Arc::clone(&entered), at_work.clone());
        async move || -> Infallible {
            let _at_work = at_work.subscribe();
            entered.notify_one();
            pending().await
        }
    });
    // The last words end with the grace, however long they are.
    let server = start_as(Router::new().route("/", hang), |server| {
        server.head_timeout(LONG).last_words(2 * LONG)
    })
    .await;
    let client = server.client(says).await;
    entered.notified().await;
    Hanging {
        server,
        client,
        at_work,
    }
}

async fn ended(at_work: watch::Sender<()>) {
    let ended = timeout(LONG, at_work.closed()).await;
    ended.expect("promised: nothing is done for nobody");
}

#[tokio::test]
async fn what_can_be_answered_at_once_is_though_its_client_has_closed_its_own_side() {
    let server = start(hello(), LONG).await;
    let mut client = server.client(REQUEST).await;
    let mut start_of_answer = [0; 12];
    client.read_exact(&mut start_of_answer).await.unwrap();
    // Idle for long enough that the server waits for either.
    sleep(3 * HEAD_TIMEOUT).await;
    // Both at once: it hears of the end together with the requests.
    client
        .write_all(REQUEST.repeat(2).as_bytes())
        .await
        .unwrap();
    client.shutdown().await.unwrap();
    let said = heard(client).await;
    assert!(said.matches("hello").count() > 1, "{said}");
}

#[tokio::test]
async fn over_the_limit_a_request_is_refused_until_a_place_is_free() {
    let at_work = watch::Sender::new(());
    let hang = get({
        let at_work = at_work.clone();
        async move || -> Infallible {
            let _at_work = at_work.subscribe();
            pending().await
        }
    });
    let refuse = |message: String| (StatusCode::SERVICE_UNAVAILABLE, message);
    let limit = LoadShed::new(NonZeroUsize::MIN, refuse);
    let router = hello()
        .route("/hang", hang)
        .layer(from_fn_with_state(limit, LoadShed::shed));
    let server = start(router, HEAD_TIMEOUT).await;
    let hanging = server
        .client("GET /hang HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await;
    while at_work.receiver_count() == 0 {
        yield_now().await;
    }
    let refused = heard(server.client(REQUEST).await).await;
    assert!(refused.contains("503 Service Unavailable"), "{refused}");
    assert!(refused.contains("retry-after: 1\r\n"), "{refused}");
    assert!(refused.ends_with("no more than 1 at once"), "{refused}");
    drop(hanging);
    ended(at_work).await;
    let answered = heard(server.client(REQUEST).await).await;
    assert!(answered.ends_with("hello"), "{answered}");
}

#[tokio::test]
async fn dropping_it_closes_every_connection() {
    let server = start(hello(), LONG).await;
    let client = server.client("GET / HTTP/1.1\r\n").await;
    drop(server);
    assert_eq!(heard(client).await, "");
}
